package org.foldlink.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All sessions, their queue and its runs. Thread-safe.
 *
 * <p>One lock guards all state. Runs happen on the executor's threads; waits and holds end at a {@link #tick()}.
 */
public final class Bridge implements AutoCloseable {

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 100;

    private final Core core;
    private final Lifecycle lifecycle;
    private final SessionRegistry registry;
    private final HeldSession.Parts parts;
    private final Runnable stopThreads;
    private final Sites sites;
    private final Optional<StoreDesk> desk;

    /**
     * For tests and other compositions; {@link #start} is the usual way.
     *
     * @param executor runs each job at once; the bridge gives it no more than {@link BridgeLimits#runs()}, one more where the engine
     *     overlaps runs, and the urgent beside them
     */
    public Bridge(BridgeSetup setup, TimeSource time, Executor executor) {
        this(setup, time, executor, () -> {});
    }

    private Bridge(BridgeSetup setup, TimeSource time, Executor executor, Runnable stopThreads) {
        this.stopThreads = stopThreads;
        core = new Core(setup, time);
        Deliveries deliveries = new Deliveries(core);
        Results results = new Results(core, deliveries);
        lifecycle = new Lifecycle(core, deliveries, results, executor);
        Admission admission = new Admission(core, lifecycle, results);
        InputWaits waits = new InputWaits(core, lifecycle, results, admission);
        Optional<StoreDesk> store = setup.clinical().map(c -> new StoreDesk(c.store(), c.answerTime(), core.log));
        desk = store;
        sites = new Sites(core, deliveries, executor, this::find);
        registry = new SessionRegistry(core, deliveries, lifecycle, results, sites);
        parts = new HeldSession.Parts(
                core,
                deliveries,
                lifecycle,
                results,
                waits,
                new PlainTriggers(core, lifecycle, deliveries, admission.succession()),
                registry,
                new SegmentHandler(core, lifecycle, admission),
                new CheckHandler(core, admission),
                sites,
                store.map(
                        d -> new HeldSession.Clinical(new SiteHandler(core, sites, d), new ReferralHandler(core, d))));
    }

    private void find(SiteWork work) {
        new SiteRun(core, sites, desk.orElseThrow(), work).run();
    }

    /** A bridge with threads of its own for runs and for ticks, all daemons. */
    public static Bridge start(BridgeSetup setup) {
        ExecutorService runs = Executors.newCachedThreadPool(daemons("foldlink-run-"));
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(daemons("foldlink-tick-"));
        Bridge bridge = new Bridge(setup, TimeSource.SYSTEM, runs, () -> {
            ticks.shutdownNow();
            runs.shutdown();
        });
        var unused = ticks.scheduleWithFixedDelay(bridge::tickSafely, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return bridge;
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * The session of a Hello, new or held. Events that are held of its jobs are delivered at once; an outbox that had it until now is
     * {@link Outbox#replaced()}.
     *
     * @throws RequestException overflow if there are too many sessions, shutting_down
     */
    public Session open(SessionKey.Hello key, Outbox outbox) throws RequestException {
        return core.locked(() -> new HeldSession(parts, registry.open(key, outbox)));
    }

    /**
     * A connection that never said Hello. It takes up the session that is held for its address, if any.
     *
     * @param address host, without the port; {@code host:port} for a server that the bridge calls
     * @throws RequestException as {@link #open}
     */
    public PlainClient openPlain(String address, Outbox outbox) throws RequestException {
        return core.locked(() -> {
            SessionState state = registry.openPlain(address, outbox);
            return new PlainClient(new HeldSession(parts, state), (SessionKey.Plain) state.key, parts.triggers());
        });
    }

    /** Patients and symptoms; empty for a bridge without the clinical side. */
    public Optional<Clinic> clinic() {
        return desk.map(Clinic::new);
    }

    public ModelLookup models() {
        return core.setup.models();
    }

    /** What runs the networks: "CPU", "CUDA:0 NVIDIA …". */
    public String device() {
        return core.setup.segmenter().device();
    }

    /** The bridge's own, as results state it. */
    public String softwareVersion() {
        return core.setup.softwareVersion();
    }

    public BridgeLimits limits() {
        return core.limits;
    }

    /** Ends the waits and holds whose time is over and sends held-back progress; to be called about every 100 ms. */
    public void tick() {
        core.run(() -> {
            registry.tick();
            for (SessionState session : List.copyOf(core.sessions.values())) {
                parts.waits().tick(session);
                sites.tick(session);
            }
            lifecycle.dispatcher.running().forEach(lifecycle::sendDueProgress);
        });
    }

    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException e) {
            core.log.broken("a tick", e);
        }
    }

    /**
     * Refuses what is new, cancels what is queued, gives running jobs {@code grace} to end, then stops them. Every job gets its status.
     * Returns when no run is left, or 10 s after the stop.
     */
    public void shutdown(Duration grace) {
        JobEvent.Failure reason = new JobEvent.Failure(ErrorCode.SHUTTING_DOWN, "server", Texts.SHUTTING_DOWN);
        endJobs(reason, false);
        if (!awaitRuns(grace)) {
            endJobs(reason, true);
            awaitRuns(STOP_WAIT);
        }
        core.run(() -> List.copyOf(core.sessions.values()).forEach(session -> registry.close(session, reason)));
        desk.ifPresent(StoreDesk::close);
        stopThreads.run();
    }

    private void endJobs(JobEvent.Failure reason, boolean runningToo) {
        core.run(() -> {
            core.shuttingDown = true;
            List.copyOf(core.sessions.values()).forEach(session -> {
                lifecycle.endAll(session, reason, runningToo);
                sites.endAll(session, reason, runningToo);
            });
        });
    }

    /** True when no run is left. An interrupt ends the wait and stays set. */
    private boolean awaitRuns(Duration atMost) {
        return core.locked(() -> {
            long left = atMost.toNanos();
            while (!lifecycle.dispatcher.running().isEmpty() || !sites.isIdle()) {
                if (left <= 0) {
                    return false;
                }
                try {
                    left = core.runEnded.awaitNanos(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        });
    }

    /** {@link #shutdown} without grace. */
    @Override
    public void close() {
        shutdown(Duration.ZERO);
    }
}
