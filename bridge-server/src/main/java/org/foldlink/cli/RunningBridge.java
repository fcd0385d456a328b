package org.foldlink.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.ModelStore;
import org.foldlink.transport.BridgeServer;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.ServerStartException;
import org.foldlink.transport.dialogue.ServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bridge that listens. Closing it once or more often stops it in order: no new clients, running jobs get their grace, results leave. */
final class RunningBridge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningBridge.class);

    private final BridgeConfig config;
    private final LiveFolder models;
    private final LocalBridge local;
    private final BridgeServer server;
    private boolean closed;

    private RunningBridge(BridgeConfig config, LiveFolder models, LocalBridge local, BridgeServer server) {
        this.config = config;
        this.models = models;
        this.local = local;
        this.server = server;
    }

    static RunningBridge start(BridgeConfig config) {
        ModelStore store = Models.open(config.models());
        config.rules().forEach(rule -> Models.find(store, rule.model()));
        config.warm().forEach(id -> Models.find(store, id));
        LiveFolder models = LiveFolder.open(config.models());
        LocalBridge local;
        try {
            local = LocalBridge.start(
                    models, config.engine(), config.limits(), config.rules(), ClinicalSide.of(config.clinical()));
        } catch (CommandFailure e) {
            models.close();
            throw e;
        }
        log(models, local.bridge().device());
        local.engines().forEach(engine -> warmUp(config.warm(), models, engine));
        try {
            BridgeServer server =
                    BridgeServer.start(config.transport(), local.bridge(), new ServerInfo("FoldLink", Version.get()));
            return new RunningBridge(config, models, local, server);
        } catch (ServerStartException e) {
            local.close();
            models.close();
            ExitCode exit = switch (e.reason()) {
                case PORT_IN_USE -> ExitCode.UNAVAILABLE;
                case NOT_ALLOWED, BAD_ADDRESS -> ExitCode.USAGE;
            };
            throw new CommandFailure(exit, String.valueOf(e.getMessage()), e);
        }
    }

    private static void log(LiveFolder models, String device) {
        LOG.info("FoldLink {} on {}. {}", Version.get(), device, Main.NOTICE);
        models.all()
                .forEach(m -> LOG.info(
                        "model {} {}: {} folds", m.id(), m.version(), m.folds().size()));
        models.broken().forEach(b -> LOG.warn("model {} cannot be used: {}", b.id(), b.reason()));
        if (models.all().isEmpty()) {
            LOG.warn("no model can be used: every Segment will be refused");
        }
    }

    /** A model that cannot be warmed up is said, and refused in its turn when a job asks for it. */
    private static void warmUp(List<String> ids, LiveFolder models, EnsembleSegmenter segmenter) {
        for (String id : ids) {
            models.find(id).ifPresent(model -> {
                try {
                    long start = System.nanoTime();
                    int folds = segmenter.warmUp(model);
                    LOG.info(String.format(
                            Locale.ROOT,
                            "model %s is warm: %d of %d folds loaded and run once in %.2f s",
                            id,
                            folds,
                            model.folds().size(),
                            (System.nanoTime() - start) / 1e9));
                } catch (SegmentationException e) {
                    LOG.warn("model {} could not be warmed up: {}", id, e.getMessage());
                }
            });
        }
    }

    HostPort address() {
        return server.address();
    }

    Duration grace() {
        return config.transport().shutdownGrace();
    }

    @Override
    public void close() {
        stop();
    }

    synchronized void stop() {
        if (closed) {
            return;
        }
        closed = true;
        server.stopListening();
        local.shutdown(grace());
        server.close();
        models.close();
        LOG.info("stopped");
    }
}
