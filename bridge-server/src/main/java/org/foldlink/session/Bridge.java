package org.foldlink.session;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * All sessions, their queue and its runs. Thread-safe.
 *
 * <p>One lock guards all state. Runs happen on the executor's threads; waits and holds end at a {@link #tick()}.
 */
public final class Bridge implements AutoCloseable {

    private final BridgeSetup setup;

    /**
     * For tests and other compositions; {@link #start} is the usual way.
     *
     * @param executor runs jobs, at most {@link BridgeLimits#runs()} at a time; must not run them in the caller
     */
    public Bridge(BridgeSetup setup, TimeSource time, Executor executor) {
        this.setup = setup;
        java.util.Objects.requireNonNull(executor);
        java.util.Objects.requireNonNull(time);
    }

    /** A bridge with threads of its own for runs and for ticks, both daemons. */
    public static Bridge start(BridgeSetup setup) {
        return new Bridge(setup, TimeSource.SYSTEM, Runnable::run);
    }

    /**
     * The session of a Hello, new or held. Events that are held of its jobs are delivered at once; an outbox that had it until now is
     * {@link Outbox#replaced()}.
     *
     * @throws RequestException overflow if there are too many sessions, shutting_down
     */
    @SuppressWarnings("DoNotCallSuggester")
    public Session open(SessionKey.Hello key, Outbox outbox) throws RequestException {
        throw new UnsupportedOperationException("open");
    }

    /**
     * A connection that never said Hello. It takes up the session that is held for its address, if any.
     *
     * @param address host, without the port; {@code host:port} for a server that the bridge calls
     * @throws RequestException as {@link #open}
     */
    @SuppressWarnings("DoNotCallSuggester")
    public PlainClient openPlain(String address, Outbox outbox) throws RequestException {
        throw new UnsupportedOperationException("openPlain");
    }

    public ModelLookup models() {
        return setup.models();
    }

    /** What runs the networks: "CPU", "CUDA:0 NVIDIA …". */
    public String device() {
        return setup.segmenter().device();
    }

    public BridgeLimits limits() {
        return setup.limits();
    }

    /** Ends the waits and holds whose time is over and sends held-back progress; to be called about every 100 ms. */
    public void tick() {}

    /**
     * Refuses what is new, cancels what is queued, gives running jobs {@code grace} to end, then stops them. Every job gets its status.
     * Returns when no run is left, or 10 s after the stop.
     */
    public void shutdown(Duration grace) {}

    /** {@link #shutdown} without grace. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
