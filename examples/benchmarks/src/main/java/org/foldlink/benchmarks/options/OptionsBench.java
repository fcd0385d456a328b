package org.foldlink.benchmarks.options;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.onnx.OnnxTelemetry;

/**
 * {@code bench options NETWORK.onnx [ROUNDS]}: one tile of a network under ONNX Runtime's options, each beside the engine's own. The variants
 * take turns, so that what else the machine does falls on all of them; CPU seconds say what wall time hides on a busy machine.
 */
public final class OptionsBench {

    private static final int WRONG_USAGE = 64;

    private OptionsBench() {}

    public static int run(String[] args) throws IOException, OrtException {
        if (args.length < 1 || args.length > 2 || !Files.isRegularFile(Path.of(args[0]))) {
            System.err.println("usage: foldlink bench options NETWORK.onnx [ROUNDS]");
            return WRONG_USAGE;
        }
        Path network = Path.of(args[0]);
        int rounds = args.length == 2 ? Integer.parseInt(args[1]) : 5;
        Path optimised = Files.createTempFile("foldlink-optimised", ".onnx");
        OnnxTelemetry.forbid();
        try (OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "foldlink-bench")) {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setOptimizedModelFilePath(optimised.toString());
                environment.createSession(network.toString(), options).close();
            }
            List<Variant> variants = variants(Runtime.getRuntime().availableProcessors());
            Variant saved = new Variant(
                    "saved optimised graph",
                    Runtime.getRuntime().availableProcessors(),
                    1,
                    o -> o.setOptimizationLevel(OptLevel.NO_OPT));
            for (int r = 0; r < rounds; r++) {
                for (int v = 0; v < variants.size(); v++) {
                    variants.get((v + r) % variants.size()).round(environment, network);
                }
                saved.round(environment, optimised);
            }
            variants.add(saved);
            print(variants, rounds);
            return 0;
        } finally {
            Files.deleteIfExists(optimised);
        }
    }

    private static List<Variant> variants(int cores) {
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant("as the engine sets it", cores, 1, o -> {}));
        variants.add(new Variant("one thread", 1, 1, o -> {}));
        variants.add(new Variant("twice the cores' threads", 2 * cores, 1, o -> {}));
        variants.add(new Variant("spinning", cores, 1, o -> o.addConfigEntry("session.intra_op.allow_spinning", "1")));
        variants.add(new Variant("no arena", cores, 1, o -> o.setCPUArenaAllocator(false)));
        variants.add(new Variant("no memory pattern", cores, 1, o -> o.setMemoryPatternOptimization(false)));
        variants.add(new Variant("basic optimisation", cores, 1, o -> o.setOptimizationLevel(OptLevel.BASIC_OPT)));
        variants.add(new Variant("batch of two", cores, 2, o -> {}));
        return variants;
    }

    private static void print(List<Variant> variants, int rounds) {
        Variant base = variants.get(0);
        System.out.printf("medians of %d rounds, a tile; ratios to the first row%n%n", rounds);
        System.out.printf("%-26s %9s %15s %15s%n", "", "load s", "wall s", "CPU s");
        for (Variant v : variants) {
            System.out.printf(
                    "%-26s %9.3f %8.3f (%.2f) %8.3f (%.2f)%n",
                    v.title(), v.load(), v.wall(), v.wall() / base.wall(), v.cpu(), v.cpu() / base.cpu());
        }
    }
}
