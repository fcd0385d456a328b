package org.foldlink.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
final class ManualTime implements TimeSource {

    /** Wraps early, as System.nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    @Override
    public Instant wall() {
        return Instant.parse("2026-11-21T12:00:00Z");
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
