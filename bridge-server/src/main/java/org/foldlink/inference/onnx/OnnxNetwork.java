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
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.LoadedNetworks;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkFit;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.TileShape;

/** One session with its pinned input and output. */
final class OnnxNetwork implements Network, LoadedNetworks.Loaded {

    private final OrtSession session;
    private final Consumer<OnnxNetwork> closing;
    private final LoadedNetworks.Key key;
    private final String name;
    private final FloatBuffer input;
    private final FloatBuffer output;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    private OnnxNetwork(
            OrtEnvironment environment,
            OrtSession session,
            LoadedNetworks.Key key,
            String name,
            Consumer<OnnxNetwork> closing)
            throws OrtException {
        TileShape shape = key.shape();
        this.session = session;
        this.closing = closing;
        this.key = key;
        this.name = name;
        this.input = direct(shape.inputSize());
        this.output = direct(shape.outputSize());
        this.inputs = Map.of(
                session.getInputNames().iterator().next(),
                OnnxTensor.createTensor(environment, input, dims(shape, shape.channels(), session.getInputInfo())));
        this.outputs = Map.of(
                session.getOutputNames().iterator().next(),
                OnnxTensor.createTensor(environment, output, dims(shape, shape.heads(), session.getOutputInfo())));
    }

    /**
     * Takes ownership of {@code session}, and closes it where it does not fit.
     *
     * @param closing what becomes of it when it is closed
     */
    static OnnxNetwork over(
            OrtEnvironment environment,
            OrtSession session,
            LoadedNetworks.Key key,
            String name,
            Consumer<OnnxNetwork> closing)
            throws SegmentationException, OrtException {
        try {
            TileShape shape = key.shape();
            fit(name, "input", session.getInputInfo(), shape, shape.channels(), "channels");
            fit(name, "output", session.getOutputInfo(), shape, shape.heads(), "classes");
            return new OnnxNetwork(environment, session, key, name, closing);
        } catch (SegmentationException | OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void fit(
            String name, String side, Map<String, NodeInfo> nodes, TileShape shape, int channels, String meaning)
            throws SegmentationException {
        NetworkFit.requireOne(name, side, nodes.size());
        NodeInfo node = nodes.values().iterator().next();
        if (!(node.getInfo() instanceof TensorInfo tensor)) {
            throw NetworkFit.unfit(
                    name + " " + side + " " + node.getName() + " is no tensor (expected a float32 tensor)");
        }
        if (tensor.type != OnnxJavaType.FLOAT) {
            throw NetworkFit.unfit(
                    name + " " + side + " " + node.getName() + " is " + tensor.type + " (expected FLOAT)");
        }
        NetworkFit.requireShape(name, side, node.getName(), tensor.getShape(), shape, channels, meaning);
    }

    /** Of the one tensor of {@code nodes}, which has been found to fit. */
    private static long[] dims(TileShape shape, int channels, Map<String, NodeInfo> nodes) {
        TensorInfo tensor = (TensorInfo) nodes.values().iterator().next().getInfo();
        return NetworkFit.dims(shape, channels, tensor.getShape().length);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public LoadedNetworks.Key key() {
        return key;
    }

    @Override
    public FloatBuffer input() {
        return input;
    }

    @Override
    public FloatBuffer output() {
        return output;
    }

    @Override
    @SuppressWarnings("try") // the registration and the result are there to be closed
    public void run(CancelToken cancel) throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        try (Termination termination = new Termination();
                CancelToken.Registration registration = cancel.onCancel(termination::terminate);
                OrtSession.Result result = session.run(inputs, Set.of(), outputs, termination.options())) {
            cancel.throwIfCancelled();
        } catch (OrtException e) {
            cancel.throwIfCancelled();
            throw new SegmentationException(
                    OnnxNetworkRuntime.code(e, Code.RUNTIME),
                    "model",
                    name + " fails while running: " + OnnxNetworkRuntime.firstLine(e),
                    e);
        }
    }

    @Override
    public void close() {
        closing.accept(this);
    }

    @Override
    public void release() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close the session of " + name, e);
        }
    }
}
