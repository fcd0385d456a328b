package org.foldlink.benchmarks.options;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One setting of ONNX Runtime's options, with what was measured on it. Each round loads, warms up, times, and closes. */
final class Variant {

    private final String title;
    private final int threads;
    private final int batch;
    private final Change change;
    private final List<Double> load = new ArrayList<>();
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    /** What is unlike the engine's own options. */
    interface Change {
        void on(OrtSession.SessionOptions options) throws OrtException;
    }

    Variant(String title, int threads, int batch, Change change) {
        this.title = title;
        this.threads = threads;
        this.batch = batch;
        this.change = change;
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getProcessCpuTime() / 1e9
                : Double.NaN;
    }

    /** Times are of one tile, whatever the batch. */
    void round(OrtEnvironment environment, Path network) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setMemoryPatternOptimization(true);
            options.setCPUArenaAllocator(true);
            change.on(options);
            long start = System.nanoTime();
            try (OrtSession session = environment.createSession(network.toString(), options)) {
                load.add((System.nanoTime() - start) / 1e9);
                time(environment, session);
            }
        }
    }

    private void time(OrtEnvironment environment, OrtSession session) throws OrtException {
        Map.Entry<String, NodeInfo> input =
                session.getInputInfo().entrySet().iterator().next();
        String name = input.getKey();
        long[] dims = ((TensorInfo) input.getValue().getInfo()).getShape().clone();
        dims[0] = batch;
        int size = 1;
        for (long d : dims) {
            size = Math.multiplyExact(size, Math.toIntExact(d));
        }
        FloatBuffer values = ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int v = 0; v < size; v++) {
            values.put(v, (float) Math.sin(v * 1e-3));
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, dims)) {
            session.run(Map.of(name, tensor)).close();
            double cpuBefore = cpuSeconds();
            long start = System.nanoTime();
            session.run(Map.of(name, tensor)).close();
            wall.add((System.nanoTime() - start) / 1e9 / batch);
            cpu.add((cpuSeconds() - cpuBefore) / batch);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    String title() {
        return title;
    }

    double load() {
        return median(load);
    }

    double wall() {
        return median(wall);
    }

    double cpu() {
        return median(cpu);
    }
}
