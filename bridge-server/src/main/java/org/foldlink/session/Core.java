package org.foldlink.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the parts of a bridge share: the lock, the clock, the pools and the sessions. */
final class Core {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> after = new ArrayDeque<>();

    /** Signalled when a run ends. */
    final Condition runEnded = lock.newCondition();

    final BridgeSetup setup;
    final BridgeLimits limits;
    final TimeSource time;
    final SessionLog log;
    final Pool images;
    final Pool results;
    final Map<SessionKey, SessionState> sessions = new LinkedHashMap<>();
    boolean shuttingDown;

    Core(BridgeSetup setup, TimeSource time) {
        this.setup = setup;
        this.limits = setup.limits();
        this.time = time;
        this.log = new SessionLog(time);
        this.images = new Pool(limits.imageBytes());
        this.results = new Pool(limits.resultBytes());
    }

    /** Something done under the lock. */
    @FunctionalInterface
    interface Call<T, X extends Exception> {
        T run() throws X;
    }

    /** Something done under the lock, without a result. */
    @FunctionalInterface
    interface Action<X extends Exception> {
        void run() throws X;
    }

    /** Runs under the lock, then what was put off by {@link #after} without it. */
    <T, X extends Exception> T locked(Call<T, X> call) throws X {
        List<Runnable> putOff = List.of();
        lock.lock();
        try {
            return call.run();
        } finally {
            if (lock.getHoldCount() == 1) {
                putOff = new ArrayList<>(after);
                after.clear();
            }
            lock.unlock();
            putOff.forEach(this::runSafely);
        }
    }

    <X extends Exception> void run(Action<X> action) throws X {
        Boolean done = locked(() -> {
            action.run();
            return true;
        });
        assert done;
    }

    /** Puts a foreign call off until the lock is free. To be called under the lock. */
    void after(Runnable action) {
        assert lock.isHeldByCurrentThread();
        after.add(action);
    }

    private void runSafely(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.broken("a call put off", e);
        }
    }

    void ensureRunning() throws RequestException {
        if (shuttingDown) {
            throw new RequestException(ErrorCode.SHUTTING_DOWN, "server", Texts.SHUTTING_DOWN);
        }
    }

    void ensureRoomInQueue(SessionState session) throws RequestException {
        if (session.queuedJobs() >= limits.queuedPerSession()) {
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "job",
                    "this session has " + session.queuedJobs() + " jobs waiting (expected fewer than "
                            + limits.queuedPerSession() + "): wait for one or cancel one");
        }
    }

    void ensureOpen(SessionState session) throws RequestException {
        if (session.closed) {
            throw new RequestException(
                    ErrorCode.BAD_SESSION,
                    "session",
                    "the session is over: its hold time has passed or it was given up (expected a held session): say Hello again");
        }
    }
}
