package org.foldlink.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A fixed number of threads that share out the slices of one volume. Thread-safe; the calling thread works along. */
public final class Workers implements AutoCloseable {

    private final int threads;
    private final ExecutorService pool;

    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + " (expected 1 or more)");
        }
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        this.pool = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "foldlink-engine-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    public int threads() {
        return threads;
    }

    /** As {@link #forEach(int, IntConsumer, BooleanSupplier)}, to the end. */
    public void forEach(int n, IntConsumer body) {
        forEach(n, body, () -> false);
    }

    /**
     * Calls {@code body} once for each of 0..n-1, in no order, and returns when all are done.
     *
     * @throws CancellationException once {@code stop} says so, after the bodies that had begun
     */
    public void forEach(int n, IntConsumer body, BooleanSupplier stop) {
        AtomicInteger next = new AtomicInteger();
        Runnable loop = () -> {
            try {
                for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                    if (stop.getAsBoolean()) {
                        throw new CancellationException("stopped");
                    }
                    body.accept(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(n); // nothing more is begun
                throw e;
            }
        };
        List<Future<?>> others = new ArrayList<>();
        for (int t = 1; t < Math.min(threads, n); t++) {
            others.add(pool.submit(loop));
        }
        Throwable failure = null;
        try {
            loop.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<?> other : others) {
            failure = firstOf(failure, await(other));
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private static @Nullable Throwable firstOf(@Nullable Throwable a, @Nullable Throwable b) {
        return a == null ? b : a;
    }

    private static @Nullable Throwable await(Future<?> other) {
        boolean interrupted = false;
        try {
            // The bodies write into shared slices: never leave before they have ended.
            while (true) {
                try {
                    other.get();
                    return null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
