package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.Optional;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.LoadedNetworks;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.TileShape;
import org.foldlink.models.FoldFile;

/** Sessions of ONNX Runtime, kept between runs within a bound. Why each option is set as it is: docs/decisions/onnx-runtime.md. */
final class OnnxNetworkRuntime implements NetworkRuntime {

    private final OrtEnvironment environment;
    private final EngineSettings settings;
    private final OnnxDevice device;
    private final LoadedNetworks<OnnxNetwork> idle;

    private OnnxNetworkRuntime(OrtEnvironment environment, EngineSettings settings, OnnxDevice device) {
        this.environment = environment;
        this.settings = settings;
        this.device = device;
        this.idle = new LoadedNetworks<>(settings.sessionCacheBytes());
    }

    /** The process's own; whoever asks first sets its level, so all must ask here. */
    static OrtEnvironment environment() {
        // What fails comes as an exception; printed beside it, a cancel would look like an error.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "foldlink");
    }

    static OnnxNetworkRuntime create(EngineSettings settings) throws SegmentationException {
        if (settings.precision() != Precision.FLOAT32) {
            throw new SegmentationException(
                    Code.BAD_INPUT,
                    "precision",
                    "precision = " + settings.precision().text() + " (ONNX Runtime computes in float32)");
        }
        try {
            OrtEnvironment environment = environment();
            environment.setTelemetry(false);
            OnnxDevice device =
                    OnnxDevice.of(settings.device(), settings.gpu(), false, OrtEnvironment.getAvailableProviders());
            OnnxNetworkRuntime runtime = new OnnxNetworkRuntime(environment, settings, device);
            runtime.options().close(); // a device that does not start is said now, not at the first job
            return runtime;
        } catch (LinkageError | OrtException e) {
            throw new SegmentationException(
                    Code.RUNTIME,
                    "device",
                    "ONNX Runtime does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch")
                            + " (expected Linux x64 or aarch64, macOS aarch64 or Windows x64): " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        LoadedNetworks.Key key = LoadedNetworks.Key.of(fold, shape);
        Optional<OnnxNetwork> kept = idle.take(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        LoadedNetworks.requireListed(fold);
        String name = LoadedNetworks.name(fold);
        try (OrtSession.SessionOptions options = options()) {
            OrtSession session = environment.createSession(fold.onnx().toString(), options);
            return OnnxNetwork.over(environment, session, key, name, idle::giveBack);
        } catch (OrtException e) {
            throw new SegmentationException(
                    Code.BAD_MODEL,
                    "model",
                    name + " is not a network that " + engine() + " can load (" + key.size() + " bytes): "
                            + firstLine(e) + "; verify the model's files",
                    e);
        }
    }

    /** Whether a failure is for want of memory: only the text says so. */
    static Code code(OrtException e, Code otherwise) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Failed to allocate memory") || message.contains("bad_alloc")
                ? Code.OUT_OF_MEMORY
                : otherwise;
    }

    static String firstLine(OrtException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() > 300 ? line.substring(0, 300) + "..." : line;
    }

    private OrtSession.SessionOptions options() throws OrtException, SegmentationException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setInterOpNumThreads(1);
        options.setIntraOpNumThreads(settings.threads());
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setMemoryPatternOptimization(true);
        options.setCPUArenaAllocator(true);
        try {
            device.addTo(options);
        } catch (SegmentationException e) {
            options.close();
            throw e;
        }
        return options;
    }

    @Override
    public String device() {
        return device.title();
    }

    @Override
    public boolean besideHost() {
        return device.beside();
    }

    @Override
    public String engine() {
        return "ONNX Runtime " + environment.getVersion();
    }

    @Override
    public void close() {
        idle.close();
    }
}
