package org.foldlink.session;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is asked: on a few threads of its own, never on those of the network and never under the bridge's lock. Who asks waits
 * for the answer, a limited time, so that a client's replies stay in order and a database that hangs holds up nobody else. Thread-safe.
 *
 * <p>No call is interrupted: H2 closes a database whose thread is interrupted.
 */
final class StoreDesk implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
    private static final Pattern FIELD = Pattern.compile("([a-zA-Z.]+)(?: = | \").*", Pattern.DOTALL);

    private final ClinicalSetup.StoreSource source;
    private final Duration patience;
    private final SessionLog log;
    private final ThreadPoolExecutor threads;
    private final Object lock = new Object();
    private @Nullable FutureTask<ClinicalStore> opening;
    private boolean closed;

    StoreDesk(ClinicalSetup.StoreSource source, Duration patience, SessionLog log) {
        this.source = source;
        this.patience = patience;
        this.log = log;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "foldlink-store");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Something asked of the store. */
    @FunctionalInterface
    interface Call<T> {
        T on(ClinicalStore store) throws StoreException;
    }

    /** Something done in the store. */
    @FunctionalInterface
    interface Action {
        void on(ClinicalStore store) throws StoreException;
    }

    void tell(Action action) throws RequestException {
        Boolean done = ask(store -> {
            action.on(store);
            return true;
        });
        assert done;
    }

    /** An interrupt of who asks ends the wait; the call itself goes on. */
    <T> T ask(Call<T> call) throws RequestException {
        AtomicBoolean begun = new AtomicBoolean();
        FutureTask<T> task = new FutureTask<>(() -> {
            begun.set(true);
            return call.on(store());
        });
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? new RequestException(ErrorCode.SHUTTING_DOWN, "server", Texts.SHUTTING_DOWN)
                    : unavailable("the database is busy: " + WAITING + " requests wait for it already; nothing was"
                            + " changed: try again later");
        }
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(false);
            threads.remove(task);
            log.store("store_slow", "");
            String waited = "the database has not answered within " + seconds(patience);
            throw unavailable(
                    begun.get()
                            ? waited + " and may still do what was asked: look before asking again"
                            : waited + "; nothing was changed: try again later");
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestException(ErrorCode.SHUTTING_DOWN, "server", Texts.SHUTTING_DOWN);
        }
    }

    /** The open store; where it is not, one attempt to open it serves all who wait. */
    private ClinicalStore store() throws StoreException, InterruptedException {
        FutureTask<ClinicalStore> attempt;
        boolean mine = false;
        synchronized (lock) {
            if (opening == null) {
                opening = new FutureTask<>(source::open);
                mine = true;
            }
            attempt = opening;
        }
        if (mine) {
            attempt.run();
        }
        try {
            ClinicalStore store = attempt.get();
            if (mine) {
                opened(store);
            }
            return store;
        } catch (ExecutionException e) {
            synchronized (lock) {
                if (opening == attempt) {
                    opening = null;
                }
            }
            if (e.getCause() instanceof StoreException refused) {
                throw refused;
            }
            throw new IllegalStateException("the store could not be opened", e.getCause());
        }
    }

    private void opened(ClinicalStore store) {
        boolean late;
        synchronized (lock) {
            late = closed;
        }
        if (late) {
            store.close();
        } else {
            log.store("store_opened", store.describe());
        }
    }

    private RequestException refused(@Nullable Throwable cause) {
        if (cause instanceof StoreException e) {
            String message = String.valueOf(e.getMessage());
            log.store("store_refused", e.reason().name());
            return switch (e.reason()) {
                case UNAVAILABLE -> unavailable(message);
                case NOT_FOUND -> new RequestException(ErrorCode.NOT_FOUND, field(message), message);
                case CONFLICT -> new RequestException(ErrorCode.CONFLICT, field(message), message);
                case INVALID -> new RequestException(ErrorCode.BAD_FIELD, field(message), message);
                case INCOMPATIBLE -> new RequestException(ErrorCode.INCOMPATIBLE, "database", message);
            };
        }
        log.broken("the store", cause == null ? new IllegalStateException("no cause") : cause);
        return new RequestException(
                ErrorCode.RUNTIME, "database", "the clinical store failed; the bridge goes on and its log says where");
    }

    /** What the message names first: "patient.age = 200 (expected …)", "patient "P1" is not held …". */
    private static String field(String message) {
        Matcher named = FIELD.matcher(message);
        return named.matches() ? String.valueOf(named.group(1)) : "";
    }

    private static RequestException unavailable(String message) {
        return new RequestException(ErrorCode.UNAVAILABLE, "database", message);
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** Lets what is being written end, then closes the store if it was opened. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.store("store_hangs", "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FutureTask<ClinicalStore> attempt;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            attempt = opening;
        }
        if (attempt != null && attempt.isDone()) {
            try {
                attempt.get().close();
            } catch (ExecutionException | InterruptedException e) {
                // It never opened: there is nothing to close.
            }
        }
    }
}
