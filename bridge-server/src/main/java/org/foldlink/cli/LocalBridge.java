package org.foldlink.cli;

import java.time.Duration;
import java.util.List;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.ModelLookup;
import org.foldlink.session.PlainRule;

/** The use cases on the real engine, without a network. */
final class LocalBridge implements AutoCloseable {

    private final EnsembleSegmenter segmenter;
    private final Bridge bridge;

    private LocalBridge(EnsembleSegmenter segmenter, Bridge bridge) {
        this.segmenter = segmenter;
        this.bridge = bridge;
    }

    static LocalBridge start(ModelLookup models, EngineConfig engine, BridgeLimits limits, List<PlainRule> rules) {
        EnsembleSegmenter segmenter = segmenter(engine);
        BridgeSetup setup = new BridgeSetup(models, segmenter, new Measures(), limits, rules, Version.get());
        return new LocalBridge(segmenter, Bridge.start(setup));
    }

    static EnsembleSegmenter segmenter(EngineConfig engine) {
        try {
            return OnnxSegmenter.create(engine.settings());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (SegmentationException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    EnsembleSegmenter segmenter() {
        return segmenter;
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
