package org.foldlink.inference.openvino;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.LoadedNetworks;
import org.foldlink.inference.Network;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.TileShape;

/** One compiled model with one request, bound to a direct buffer for the input and one for the output. */
final class OpenVinoNetwork implements Network, LoadedNetworks.Loaded {

    /** A cache line, and the widest vector. */
    private static final int ALIGNMENT = 64;

    private final OpenVinoLibrary library;
    private final LoadedNetworks.Key key;
    private final String name;
    private final Consumer<OpenVinoNetwork> closing;
    private final FloatBuffer input;
    private final FloatBuffer output;
    private final Pointer compiled;
    private final Pointer request;

    /** Guards {@link #running}: a cancel from another thread must not meet a request that has ended or is freed. */
    private final Object turn = new Object();

    private boolean running;

    /** Sizes of the file's one input and one output, batch and channels first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Dims(long[] input, long[] output) {}

    /** Takes ownership of {@code compiled} if it succeeds. */
    OpenVinoNetwork(
            OpenVinoLibrary library,
            Pointer compiled,
            LoadedNetworks.Key key,
            Dims dims,
            String name,
            Consumer<OpenVinoNetwork> closing)
            throws OpenVinoException {
        this.library = library;
        this.key = key;
        this.name = name;
        this.closing = closing;
        TileShape shape = key.shape();
        ByteBuffer in = direct(shape.inputSize());
        ByteBuffer out = direct(shape.outputSize());
        this.input = in.asFloatBuffer();
        this.output = out.asFloatBuffer();
        this.compiled = compiled;
        PointerByReference created = new PointerByReference();
        OpenVinoC c = library.c();
        library.check(
                "ov_compiled_model_create_infer_request", c.ov_compiled_model_create_infer_request(compiled, created));
        this.request = created.getValue();
        try {
            Pointer tensor = tensor(library, in, dims.input());
            int status = c.ov_infer_request_set_input_tensor(request, tensor);
            c.ov_tensor_free(tensor); // the request has its own share
            library.check("ov_infer_request_set_input_tensor", status);
            tensor = tensor(library, out, dims.output());
            status = c.ov_infer_request_set_output_tensor(request, tensor);
            c.ov_tensor_free(tensor);
            library.check("ov_infer_request_set_output_tensor", status);
        } catch (OpenVinoException e) {
            c.ov_infer_request_free(request);
            throw e;
        }
    }

    /** Of exactly {@code floats} values, aligned as OpenVINO's own tensors are. */
    static ByteBuffer direct(int floats) {
        int bytes = Math.multiplyExact(floats, Float.BYTES);
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNMENT));
        // Not alignedSlice: it aligns the end too, downwards.
        int start = (ALIGNMENT - memory.alignmentOffset(0, ALIGNMENT)) % ALIGNMENT;
        return memory.slice(start, bytes).order(ByteOrder.nativeOrder());
    }

    private static Pointer tensor(OpenVinoLibrary library, ByteBuffer memory, long[] dims) throws OpenVinoException {
        try (Memory sizes = OpenVinoLibrary.longs(dims)) {
            OpenVinoC.Shape shape = new OpenVinoC.Shape();
            shape.rank = dims.length;
            shape.dims = sizes;
            PointerByReference tensor = new PointerByReference();
            library.check(
                    "ov_tensor_create_from_host_ptr",
                    library.c()
                            .ov_tensor_create_from_host_ptr(
                                    OpenVinoC.F32, shape, Native.getDirectBufferPointer(memory), tensor));
            return tensor.getValue();
        }
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
    @SuppressWarnings("try") // the registration is there to be closed
    public void run(CancelToken cancel) throws SegmentationException, CancelledException {
        cancel.throwIfCancelled();
        try {
            start();
            // Registered once it runs: a cancel in between acts at once instead of being lost on a request that has not
            // begun.
            try (CancelToken.Registration registration = cancel.onCancel(this::cancel)) {
                await();
            }
        } catch (OpenVinoException e) {
            cancel.throwIfCancelled();
            throw new SegmentationException(
                    e.isForWantOfMemory() ? Code.OUT_OF_MEMORY : Code.RUNTIME,
                    "model",
                    name + " fails while running: " + e.reason(),
                    e);
        }
        cancel.throwIfCancelled();
    }

    private void start() throws OpenVinoException {
        synchronized (turn) {
            library.check("ov_infer_request_start_async", library.c().ov_infer_request_start_async(request));
            running = true;
        }
    }

    private void await() throws OpenVinoException {
        int status = library.c().ov_infer_request_wait(request);
        synchronized (turn) {
            running = false;
        }
        library.check("ov_infer_request_wait", status);
    }

    /** Ends the pass before the next operator. */
    private void cancel() {
        synchronized (turn) {
            if (running) {
                int status = library.c().ov_infer_request_cancel(request);
                if (status != OpenVinoC.OK && status != OpenVinoC.INFER_CANCELLED) {
                    throw new IllegalStateException("OpenVINO does not take a cancel: status " + status);
                }
            }
        }
    }

    @Override
    public void close() {
        closing.accept(this);
    }

    @Override
    public void release() {
        library.c().ov_infer_request_free(request);
        library.c().ov_compiled_model_free(compiled);
    }
}
