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
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.TileBuffers;
import org.foldlink.inference.TileShape;
import org.foldlink.inference.VolumeRuntime;
import org.foldlink.models.FoldFile;

/** Sessions of ONNX Runtime, kept between runs within a bound. */
final class OnnxNetworkRuntime implements NetworkRuntime {

    private final OnnxSessions sessions;
    private final LoadedNetworks<OnnxNetwork> idle;
    private final OnnxVolumeRuntime volumes;
    private final TileBuffers buffers = new TileBuffers();

    private OnnxNetworkRuntime(OnnxSessions sessions) {
        this.sessions = sessions;
        this.idle = new LoadedNetworks<>(sessions.settings().sessionCacheBytes());
        this.volumes = new OnnxVolumeRuntime(
                sessions,
                sessions.device().beside()
                        ? GpuMemory.bytes(sessions.device().index())
                        : sessions.settings().memoryLimitBytes());
    }

    /** The process's own; whoever asks first sets its level, so all must ask here. */
    static OrtEnvironment environment() {
        OnnxTelemetry.forbid();
        // What fails comes as an exception; printed beside it, a cancel would look like an error.
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "foldlink");
    }

    static OnnxNetworkRuntime create(EngineSettings settings) throws SegmentationException {
        return new OnnxNetworkRuntime(OnnxSessions.create(settings));
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        LoadedNetworks.Key key = LoadedNetworks.Key.of(fold, shape);
        Optional<OnnxNetwork> kept = idle.take(key);
        String name = LoadedNetworks.name(fold);
        if (kept.isPresent()) {
            return opened(kept.get(), name);
        }
        LoadedNetworks.requireListed(fold);
        try {
            OrtSession session = sessions.open(fold.onnx());
            return OnnxNetwork.over(sessions.environment(), session, key, name, buffers, idle::giveBack);
        } catch (OrtException e) {
            throw new SegmentationException(
                    Code.BAD_MODEL,
                    "model",
                    name + " is not a network that " + engine() + " can load (" + key.size() + " bytes): "
                            + firstLine(e) + "; verify the model's files",
                    e);
        }
    }

    private static Network opened(OnnxNetwork network, String name) throws SegmentationException {
        try {
            network.open();
            return network;
        } catch (OrtException e) {
            network.release();
            throw new SegmentationException(
                    code(e, Code.RUNTIME), "model", name + " cannot be used again: " + firstLine(e), e);
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

    @Override
    public Optional<VolumeRuntime> volumes() {
        return Optional.of(volumes);
    }

    @Override
    public String device() {
        return sessions.device().title();
    }

    @Override
    public boolean besideHost() {
        return sessions.device().beside();
    }

    @Override
    public String engine() {
        return sessions.engine();
    }

    @Override
    public void close() {
        idle.close();
        volumes.close();
    }
}
