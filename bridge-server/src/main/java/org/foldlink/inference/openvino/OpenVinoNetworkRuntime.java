package org.foldlink.inference.openvino;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.LoadedNetworks;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkFit;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.TileShape;
import org.foldlink.models.FoldFile;

/** Networks on OpenVINO's CPU device, kept between runs within a bound. Why each option is set as it is: docs/decisions/openvino.md. */
final class OpenVinoNetworkRuntime implements NetworkRuntime {

    static final String CPU = "CPU";

    private final OpenVinoLibrary library;
    private final Pointer core;
    private final int threads;
    private final Precision precision;
    private final LoadedNetworks<OpenVinoNetwork> idle;
    private boolean closed;

    private OpenVinoNetworkRuntime(OpenVinoLibrary library, Pointer core, EngineSettings settings) {
        this.library = library;
        this.core = core;
        this.threads = settings.threads();
        this.precision = settings.precision();
        this.idle = new LoadedNetworks<>(settings.sessionCacheBytes());
    }

    static OpenVinoNetworkRuntime create(OpenVinoLibrary library, EngineSettings settings)
            throws SegmentationException {
        if (settings.precision() == Precision.FLOAT16) {
            throw new SegmentationException(
                    Code.BAD_INPUT, "precision", "precision = float16 (OpenVINO computes in float32 or bf16)");
        }
        try {
            Pointer core = library.createCore();
            OpenVinoNetworkRuntime runtime = new OpenVinoNetworkRuntime(library, core, settings);
            String able = library.capabilities(core);
            if (settings.precision() == Precision.BF16 && !able.contains("BF16")) {
                runtime.close();
                throw new SegmentationException(
                        Code.BAD_INPUT,
                        "precision",
                        "precision = bf16 (this processor computes in " + able
                                + "; expected float32, or a processor with AMX or AVX512_BF16)");
            }
            return runtime;
        } catch (OpenVinoException e) {
            throw new SegmentationException(
                    Code.RUNTIME, "device", "OpenVINO at " + library.file() + " does not run here: " + e.reason(), e);
        }
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        LoadedNetworks.Key key = LoadedNetworks.Key.of(fold, shape);
        Optional<OpenVinoNetwork> kept = idle.take(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        LoadedNetworks.requireListed(fold);
        String name = LoadedNetworks.name(fold);
        try {
            Pointer model = read(fold);
            try {
                OpenVinoNetwork.Dims dims = fit(name, model, shape);
                reshape(model, dims.input());
                return compile(model, key, name, dims);
            } finally {
                library.c().ov_model_free(model);
            }
        } catch (OpenVinoException e) {
            throw new SegmentationException(
                    e.isForWantOfMemory() ? Code.OUT_OF_MEMORY : Code.BAD_MODEL,
                    "model",
                    name + " is not a network that " + engine() + " can load (" + key.size() + " bytes): " + e.reason()
                            + "; verify the model's files",
                    e);
        }
    }

    private Pointer read(FoldFile fold) throws OpenVinoException {
        PointerByReference model = new PointerByReference();
        library.check(
                "ov_core_read_model",
                library.c().ov_core_read_model(core, fold.onnx().toString(), null, model));
        return model.getValue();
    }

    private OpenVinoNetwork.Dims fit(String name, Pointer model, TileShape shape)
            throws SegmentationException, OpenVinoException {
        OpenVinoC c = library.c();
        LongByReference count = new LongByReference();
        PointerByReference port = new PointerByReference();
        library.check("ov_model_inputs_size", c.ov_model_inputs_size(model, count));
        NetworkFit.requireOne(name, "input", count.getValue());
        library.check("ov_model_const_input", c.ov_model_const_input(model, port));
        long[] input = fit(name, "input", port.getValue(), shape, shape.channels(), "channels");
        library.check("ov_model_outputs_size", c.ov_model_outputs_size(model, count));
        NetworkFit.requireOne(name, "output", count.getValue());
        library.check("ov_model_const_output", c.ov_model_const_output(model, port));
        long[] output = fit(name, "output", port.getValue(), shape, shape.heads(), "classes");
        return new OpenVinoNetwork.Dims(input, output);
    }

    /** Frees the port. */
    private long[] fit(String name, String side, Pointer port, TileShape shape, int channels, String meaning)
            throws SegmentationException, OpenVinoException {
        OpenVinoC c = library.c();
        try {
            PointerByReference text = new PointerByReference();
            library.check("ov_port_get_any_name", c.ov_port_get_any_name(port, text));
            String node = library.take(text);
            IntByReference type = new IntByReference();
            library.check("ov_port_get_element_type", c.ov_port_get_element_type(port, type));
            if (type.getValue() != OpenVinoC.F32) {
                throw NetworkFit.unfit(name + " " + side + " " + node + " has OpenVINO's element type "
                        + type.getValue() + " (expected float32, " + OpenVinoC.F32 + ")");
            }
            long[] actual = shape(port);
            NetworkFit.requireShape(name, side, node, actual, shape, channels, meaning);
            return NetworkFit.dims(shape, channels, actual.length);
        } finally {
            c.ov_output_const_port_free(port);
        }
    }

    /** {@code ov_partial_shape_t}: rank as a range, then a pointer to the sizes as ranges; a range of one is a number, else -1 here. */
    private long[] shape(Pointer port) throws OpenVinoException {
        try (Memory shape = new Memory(3 * Long.BYTES)) {
            library.check("ov_port_get_partial_shape", library.c().ov_port_get_partial_shape(port, shape));
            try {
                Pointer dims = shape.getPointer(2 * Long.BYTES);
                int rank = dims == null ? 0 : (int) shape.getLong(0);
                long[] sizes = new long[rank];
                for (int d = 0; d < rank; d++) {
                    long min = dims.getLong(2L * d * Long.BYTES);
                    sizes[d] = min == dims.getLong((2L * d + 1) * Long.BYTES) ? min : -1;
                }
                return sizes;
            } finally {
                library.c().ov_partial_shape_free(shape);
            }
        }
    }

    private void reshape(Pointer model, long[] dims) throws OpenVinoException {
        long[] ranges = new long[2 * dims.length];
        for (int d = 0; d < dims.length; d++) {
            ranges[2 * d] = dims[d];
            ranges[2 * d + 1] = dims[d];
        }
        try (Memory sizes = OpenVinoLibrary.longs(ranges);
                Memory shape = new Memory(3 * Long.BYTES);
                Memory port = OpenVinoLibrary.longs(0)) {
            shape.setLong(0, dims.length);
            shape.setLong(Long.BYTES, dims.length);
            shape.setPointer(2 * Long.BYTES, sizes);
            library.check(
                    "ov_model_reshape_by_port_indexes",
                    library.c().ov_model_reshape_by_port_indexes(model, port, shape, 1));
        }
    }

    private OpenVinoNetwork compile(Pointer model, LoadedNetworks.Key key, String name, OpenVinoNetwork.Dims dims)
            throws OpenVinoException {
        OpenVinoC c = library.c();
        String hint = switch (precision) {
            case FLOAT32 -> "f32";
            case BF16 -> "bf16";
            case FLOAT16 -> throw new IllegalStateException("float16 was refused at the start");
        };
        String[] properties = {
            "INFERENCE_NUM_THREADS",
            Integer.toString(threads),
            "PERFORMANCE_HINT",
            "LATENCY",
            "INFERENCE_PRECISION_HINT",
            hint,
            "ENABLE_CPU_PINNING",
            "NO"
        };
        PointerByReference compiled = new PointerByReference();
        library.check(
                "ov_core_compile_model",
                c.ov_core_compile_model(core, model, CPU, properties.length, compiled, (Object[]) properties));
        try {
            PointerByReference taken = new PointerByReference();
            library.check(
                    "ov_compiled_model_get_property",
                    c.ov_compiled_model_get_property(compiled.getValue(), "INFERENCE_PRECISION_HINT", taken));
            String actual = library.take(taken);
            if (!actual.equals(hint)) {
                throw new OpenVinoException(
                        "ov_core_compile_model", "it computes in " + actual + " (expected " + hint + ")");
            }
            return new OpenVinoNetwork(library, compiled.getValue(), key, dims, name, idle::giveBack);
        } catch (OpenVinoException e) {
            c.ov_compiled_model_free(compiled.getValue());
            throw e;
        }
    }

    @Override
    public String device() {
        return CPU;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public String engine() {
        return "OpenVINO " + library.version();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            idle.close();
            library.c().ov_core_free(core);
        }
    }
}
