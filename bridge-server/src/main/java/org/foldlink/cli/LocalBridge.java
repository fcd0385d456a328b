package org.foldlink.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.inference.Engine;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.inference.SpreadSegmenter;
import org.foldlink.session.Bridge;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.BridgeSetup;
import org.foldlink.session.ClinicalSetup;
import org.foldlink.session.ModelLookup;
import org.foldlink.session.PlainRule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The use cases on the real engine, without a network. */
final class LocalBridge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalBridge.class);

    private final List<EnsembleSegmenter> engines;
    private final Bridge bridge;

    private LocalBridge(List<EnsembleSegmenter> engines, Bridge bridge) {
        this.engines = engines;
        this.bridge = bridge;
    }

    /** Without the clinical side, which a connection alone can ask. */
    static LocalBridge start(ModelLookup models, EngineConfig engine, BridgeLimits limits, List<PlainRule> rules) {
        return start(models, engine, limits, rules, Optional.empty());
    }

    static LocalBridge start(
            ModelLookup models,
            EngineConfig engine,
            BridgeLimits limits,
            List<PlainRule> rules,
            Optional<ClinicalSetup> clinical) {
        List<EnsembleSegmenter> engines = engines(engine);
        Engine all = engines.size() == 1 ? engines.get(0) : new SpreadSegmenter(engines);
        BridgeSetup setup = new BridgeSetup(models, all, all, new Measures(), limits, rules, Version.get(), clinical);
        return new LocalBridge(engines, Bridge.start(setup));
    }

    /** One a device. */
    private static List<EnsembleSegmenter> engines(EngineConfig config) {
        List<EnsembleSegmenter> engines = new ArrayList<>();
        try {
            settings(config).forEach(settings -> engines.add(engine(settings)));
            return engines;
        } catch (CommandFailure e) {
            engines.forEach(EnsembleSegmenter::close);
            throw e;
        }
    }

    /** On the first of the devices. */
    static EnsembleSegmenter segmenter(EngineConfig config) {
        return engine(settings(config).get(0));
    }

    private static List<EngineSettings> settings(EngineConfig config) {
        try {
            return config.settings();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static EnsembleSegmenter engine(EngineSettings settings) {
        try {
            EngineChoice.Chosen chosen = Engines.choice().open(settings);
            chosen.failed().forEach(reason -> LOG.warn("runs on {}: {}", chosen.title(), reason));
            chosen.absent().forEach(reason -> LOG.info("{}", reason));
            return new EnsembleSegmenter(chosen.runtime(), settings);
        } catch (SegmentationException e) {
            ExitCode exit = e.code() == Code.BAD_INPUT ? ExitCode.USAGE : ExitCode.UNAVAILABLE;
            throw new CommandFailure(exit, String.valueOf(e.getMessage()), e);
        }
    }

    List<EnsembleSegmenter> engines() {
        return engines;
    }

    Bridge bridge() {
        return bridge;
    }

    void shutdown(Duration grace) {
        bridge.shutdown(grace);
        engines.forEach(EnsembleSegmenter::close);
    }

    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
