package org.foldlink.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.ModelStore;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.PlainRule;

/** The use cases on the real engine, without a network. */
final class LocalBridge implements AutoCloseable {

    private final ModelStore store;
    private final EnsembleSegmenter segmenter;
    private final Bridge bridge;

    private LocalBridge(ModelStore store, EnsembleSegmenter segmenter, Bridge bridge) {
        this.store = store;
        this.segmenter = segmenter;
        this.bridge = bridge;
    }

    static LocalBridge start(Path models, String device, int threads, BridgeLimits limits, List<PlainRule> rules) {
        ModelStore store = Models.open(models);
        for (PlainRule rule : rules) {
            Models.find(store, rule.model());
        }
        EnsembleSegmenter segmenter = segmenter(device, threads);
        BridgeSetup setup = new BridgeSetup(store::list, segmenter, new Measures(), limits, rules, Version.get());
        return new LocalBridge(store, segmenter, Bridge.start(setup));
    }

    static EnsembleSegmenter segmenter(String device, int threads) {
        try {
            EngineSettings settings = EngineSettings.defaults().withDevice(device);
            return OnnxSegmenter.create(threads == 0 ? settings : settings.withThreads(threads));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (SegmentationException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    ModelStore store() {
        return store;
    }

    Bridge bridge() {
        return bridge;
    }

    void shutdown(Duration grace) {
        bridge.shutdown(grace);
        segmenter.close();
    }

    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
