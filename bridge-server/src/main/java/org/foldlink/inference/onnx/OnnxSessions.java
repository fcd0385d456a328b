package org.foldlink.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/** Opens sessions on one device. Why each option is set as it is: docs/decisions/onnx-runtime.md. Thread-safe. */
record OnnxSessions(OrtEnvironment environment, EngineSettings settings, OnnxDevice device) {

    static OnnxSessions create(EngineSettings settings) throws SegmentationException {
        try {
            OrtEnvironment environment = OnnxNetworkRuntime.environment();
            environment.setTelemetry(false);
            OnnxDevice device = OnnxDevice.of(
                    settings.device(),
                    settings.gpu(),
                    settings.precision() == Precision.FLOAT16,
                    OrtEnvironment.getAvailableProviders());
            requireAble(settings.precision(), device);
            OnnxSessions sessions = new OnnxSessions(environment, settings, device);
            sessions.options().close(); // a device that does not start is said now, not at the first job
            return sessions;
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

    private static void requireAble(Precision precision, OnnxDevice device) throws SegmentationException {
        boolean able = switch (precision) {
            case FLOAT32 -> true;
            case FLOAT16 -> device.beside();
            case BF16 -> false;
        };
        if (!able) {
            throw new SegmentationException(
                    Code.BAD_INPUT,
                    "precision",
                    "precision = " + precision.text() + " (ONNX Runtime computes in float32"
                            + (device.beside() ? " or float16)" : ")"));
        }
    }

    OrtSession open(Path file) throws OrtException, SegmentationException {
        try (OrtSession.SessionOptions options = options()) {
            return environment.createSession(file.toString(), options);
        }
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

    String engine() {
        return "ONNX Runtime " + environment.getVersion();
    }
}
