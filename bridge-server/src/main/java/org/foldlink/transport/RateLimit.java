package org.foldlink.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets a few log lines through per period and counts the rest, where a peer can provoke them at will. Thread-safe. */
final class RateLimit {

    private final int perPeriod;
    private final long periodNanos;
    private final LongSupplier nanos;
    private long periodStart;
    private int used;
    private long suppressed;

    RateLimit(int perPeriod, Duration period, LongSupplier nanos) {
        this.perPeriod = perPeriod;
        this.periodNanos = period.toNanos();
        this.nanos = nanos;
        this.periodStart = nanos.getAsLong();
    }

    /** @return how many lines were held back since the last one let through, or -1 if this one is held back too */
    synchronized long pass() {
        long now = nanos.getAsLong();
        if (now - periodStart >= periodNanos) {
            periodStart = now;
            used = 0;
        }
        if (used >= perPeriod) {
            suppressed++;
            return -1;
        }
        used++;
        long held = suppressed;
        suppressed = 0;
        return held;
    }
}
