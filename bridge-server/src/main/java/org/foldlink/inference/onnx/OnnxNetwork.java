package org.foldlink.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
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
import org.foldlink.inference.TileBuffers;
import org.foldlink.inference.TileShape;
import org.jspecify.annotations.Nullable;

/** One session with its pinned input and output. */
final class OnnxNetwork implements Network, LoadedNetworks.Loaded {

    private final OrtSession session;
    private final Consumer<OnnxNetwork> closing;
    private final LoadedNetworks.Key key;
    private final String name;
    private final OrtEnvironment environment;
    private final TileBuffers buffers;
    /** While it is open. */
    private @Nullable Tensors tensors;

    private record Tensors(
            FloatBuffer input, FloatBuffer output, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {}

    private OnnxNetwork(
            OrtEnvironment environment,
            OrtSession session,
            LoadedNetworks.Key key,
            String name,
            TileBuffers buffers,
            Consumer<OnnxNetwork> closing)
            throws OrtException {
        this.environment = environment;
        this.buffers = buffers;
        this.session = session;
        this.closing = closing;
        this.key = key;
        this.name = name;
        open();
    }

    /** Makes its input and output ready; the first time, and each time it is taken up again. */
    void open() throws OrtException {
        TileShape shape = key.shape();
        FloatBuffer input = buffers.take(shape.inputSize());
        FloatBuffer output = buffers.take(shape.outputSize());
        this.tensors = new Tensors(
                input,
                output,
                Map.of(
                        session.getInputNames().iterator().next(),
                        OnnxTensor.createTensor(
                                environment, input, dims(shape, shape.channels(), session.getInputInfo()))),
                Map.of(
                        session.getOutputNames().iterator().next(),
                        OnnxTensor.createTensor(
                                environment, output, dims(shape, shape.heads(), session.getOutputInfo()))));
    }

    private Tensors tensors() {
        if (tensors == null) {
            throw new IllegalStateException(name + " is closed");
        }
        return tensors;
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
            TileBuffers buffers,
            Consumer<OnnxNetwork> closing)
            throws SegmentationException, OrtException {
        try {
            TileShape shape = key.shape();
            fit(name, "input", session.getInputInfo(), shape, shape.channels(), "channels");
            fit(name, "output", session.getOutputInfo(), shape, shape.heads(), "classes");
            return new OnnxNetwork(environment, session, key, name, buffers, closing);
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

    @Override
    public LoadedNetworks.Key key() {
        return key;
    }

    @Override
    public FloatBuffer input() {
        return tensors().input();
    }

    @Override
    public FloatBuffer output() {
        return tensors().output();
    }

    @Override
    @SuppressWarnings("try") // the registration and the result are there to be closed
    public void run(CancelToken cancel) throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        try (Termination termination = new Termination();
                CancelToken.Registration registration = cancel.onCancel(termination::terminate);
                OrtSession.Result result =
                        session.run(tensors().inputs(), Set.of(), tensors().outputs(), termination.options())) {
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
        Tensors open = tensors();
        open.inputs().values().forEach(OnnxTensor::close);
        open.outputs().values().forEach(OnnxTensor::close);
        tensors = null;
        buffers.giveBack(open.input());
        buffers.giveBack(open.output());
        closing.accept(this);
    }

    @Override
    public void release() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close the session of " + name, e);
        }
    }
}
