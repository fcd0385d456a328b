package org.foldlink.cli;

import java.time.Duration;
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
    private final LocalBridge local;
    private final BridgeServer server;
    private boolean closed;

    private RunningBridge(BridgeConfig config, LocalBridge local, BridgeServer server) {
        this.config = config;
        this.local = local;
        this.server = server;
    }

    static RunningBridge start(BridgeConfig config) {
        LocalBridge local =
                LocalBridge.start(config.models(), config.device(), config.threads(), config.limits(), config.rules());
        log(local.store(), local.bridge().device());
        try {
            BridgeServer server =
                    BridgeServer.start(config.transport(), local.bridge(), new ServerInfo("FoldLink", Version.get()));
            return new RunningBridge(config, local, server);
        } catch (ServerStartException e) {
            local.close();
            ExitCode exit = switch (e.reason()) {
                case PORT_IN_USE -> ExitCode.UNAVAILABLE;
                case NOT_ALLOWED, BAD_ADDRESS -> ExitCode.USAGE;
            };
            throw new CommandFailure(exit, String.valueOf(e.getMessage()), e);
        }
    }

    private static void log(ModelStore store, String device) {
        LOG.info("FoldLink {} on {}. {}", Version.get(), device, Main.NOTICE);
        store.list()
                .forEach(m -> LOG.info(
                        "model {} {}: {} folds", m.id(), m.version(), m.folds().size()));
        store.broken().forEach(b -> LOG.warn("model {} cannot be used: {}", b.id(), b.reason()));
        if (store.list().isEmpty()) {
            LOG.warn("no model can be used: every Segment will be refused");
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
        LOG.info("stopped");
    }
}
