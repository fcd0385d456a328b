package org.foldlink.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.VolumeNetwork;
import org.foldlink.inference.VolumeOutput;
import org.foldlink.inference.VolumeOutput.Labels;
import org.foldlink.inference.VolumeTask;

/** A session of a fused graph: one volume in, one labelmap out, in direct buffers that grow and stay. */
final class OnnxVolumeNetwork implements VolumeNetwork {

    private static final String AXES = "zyx";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String name;
    private final Consumer<OnnxVolumeNetwork> closing;
    private final boolean wide;
    private final int checks;
    private final long[] patch;
    private ByteBuffer image = ByteBuffer.allocateDirect(0);
    private ByteBuffer first = ByteBuffer.allocateDirect(0);

    /** Owns {@code session}; closes it where it is no fused graph. */
    OnnxVolumeNetwork(OrtEnvironment environment, OrtSession session, String name, Consumer<OnnxVolumeNetwork> closing)
            throws SegmentationException, OrtException {
        this.environment = environment;
        this.session = session;
        this.name = name;
        this.closing = closing;
        try {
            this.wide = tensor(session.getOutputInfo(), "labels").type == OnnxJavaType.INT32;
            this.checks =
                    Math.toIntExact(tensor(session.getOutputInfo(), "check").getShape()[0]);
            this.patch = tensor(session.getInputInfo(), "importance").getShape();
        } catch (SegmentationException | OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private TensorInfo tensor(Map<String, NodeInfo> nodes, String which) throws SegmentationException {
        NodeInfo node = nodes.get(which);
        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
            throw new SegmentationException(
                    Code.BAD_MODEL,
                    "model",
                    name + " has no tensor " + which + " (expected a graph of foldlink-models fuse)");
        }
        return tensor;
    }

    @Override
    public VolumeOutput run(VolumeTask task, CancelToken cancel) throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
        try {
            return run(task, cancel, inputs, outputs);
        } catch (OrtException e) {
            cancel.throwIfCancelled();
            throw new SegmentationException(
                    OnnxNetworkRuntime.code(e, Code.RUNTIME),
                    "model",
                    name + " fails while running: " + OnnxNetworkRuntime.firstLine(e),
                    e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    @SuppressWarnings("try") // the registration and the result are there to be closed
    private VolumeOutput run(
            VolumeTask task, CancelToken cancel, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs)
            throws OrtException, CancelledException {
        inputs(task, inputs);
        Labels labels = Labels.allocate(task.outSize(), wide);
        Labels netLabels = Labels.allocate(task.paddedSize(), wide);
        ByteBuffer votes = ByteBuffer.allocateDirect(task.paddedSize());
        ByteBuffer check = direct(checks);
        OnnxJavaType type = wide ? OnnxJavaType.INT32 : OnnxJavaType.UINT8;
        long[] out = {task.out(0), task.out(1), task.out(2)};
        long[] net = {task.padded(0), task.padded(1), task.padded(2)};
        outputs.put("labels", OnnxTensor.createTensor(environment, labels.bytes(), out, type));
        outputs.put("net_labels", OnnxTensor.createTensor(environment, netLabels.bytes(), net, type));
        outputs.put("votes", OnnxTensor.createTensor(environment, votes, net, OnnxJavaType.UINT8));
        outputs.put("check", OnnxTensor.createTensor(environment, check.asFloatBuffer(), new long[] {checks}));
        try (Termination termination = new Termination();
                CancelToken.Registration registration = cancel.onCancel(termination::terminate);
                OrtSession.Result result = session.run(inputs, Set.of(), outputs, termination.options())) {
            cancel.throwIfCancelled();
        }
        FloatBuffer values = check.asFloatBuffer();
        List<Integer> notFinite = IntStream.range(0, checks)
                .filter(fold -> values.get(fold) != 0)
                .boxed()
                .toList();
        return new VolumeOutput(labels, netLabels, votes, notFinite);
    }

    private void inputs(VolumeTask task, Map<String, OnnxTensor> to) throws OrtException {
        image = grown(image, task.imageSize());
        task.image(image.asFloatBuffer());
        to.put("image", volume(image, task, task.channels()));
        to.put("importance", floats(task.importance(), patch));
        to.put("block", longs(LongStream.range(0, task.block()).toArray()));
        long[] flips = task.flips();
        to.put("flips", OnnxTensor.createTensor(environment, LongBuffer.wrap(flips), new long[] {flips.length / 3, 3}));
        to.put("z_advance", longs(task.advance()));
        to.put("z_ready", longs(task.ready()));
        for (int a = 0; a < 3; a++) {
            String axis = AXES.substring(a, a + 1);
            float[] upper = task.upper(a);
            to.put(axis + "_starts", longs(task.starts(a)));
            to.put(axis + "_first", longs(task.first(a)));
            to.put(axis + "_upper", floats(upper, new long[] {upper.length}));
        }
        if (task.hasFirstFold()) {
            first = grown(first, Math.multiplyExact(task.heads(), task.paddedSize()));
            task.firstFold(first.asFloatBuffer());
            to.put("first", volume(first, task, task.heads()));
        }
    }

    private OnnxTensor volume(ByteBuffer values, VolumeTask task, int channels) throws OrtException {
        long[] shape = {channels, task.padded(0), task.padded(1), task.padded(2)};
        FloatBuffer floats = values.asFloatBuffer();
        floats.limit(Math.multiplyExact(channels, task.paddedSize()));
        return OnnxTensor.createTensor(environment, floats, shape);
    }

    private OnnxTensor longs(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {values.length});
    }

    private OnnxTensor floats(float[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    private static ByteBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
                .order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer grown(ByteBuffer buffer, int floats) {
        return buffer.capacity() / Float.BYTES >= floats ? buffer : direct(floats);
    }

    @Override
    public void close() {
        closing.accept(this);
    }

    void release() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close the session of " + name, e);
        }
    }
}
