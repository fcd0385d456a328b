package org.foldlink.cli;

import java.time.Duration;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.ModelLookup;
import org.foldlink.session.PlainRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The use cases on the real engine, without a network. */
final class LocalBridge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalBridge.class);

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
            EngineSettings settings = engine.settings();
            EngineChoice.Chosen chosen = Engines.choice().open(settings);
            chosen.failed().forEach(reason -> LOG.warn("runs on {}: {}", chosen.title(), reason));
            chosen.absent().forEach(reason -> LOG.info("{}", reason));
            return new EnsembleSegmenter(chosen.runtime(), settings);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (SegmentationException e) {
            ExitCode exit = e.code() == Code.BAD_INPUT ? ExitCode.USAGE : ExitCode.UNAVAILABLE;
            throw new CommandFailure(exit, String.valueOf(e.getMessage()), e);
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
