package org.foldlink.protocol.message;

import java.time.Instant;

/**
 * A header's time: 32.32 fixed point, whole seconds since the Unix epoch (unsigned) in the upper half, 2⁻³² s in the lower. 0 means
 * not set. Resolution 0.23 ns.
 */
public record Timestamp(long fixed) {
    public static final Timestamp NOT_SET = new Timestamp(0);

    public static Timestamp of(Instant instant) {
        long seconds = instant.getEpochSecond();
        Check.range("timestamp", "seconds", seconds, 0, Check.U32);
        // Rounded up, so that toInstant(of(t)) gives the same nanosecond back.
        long fraction = (((long) instant.getNano() << 32) + 999_999_999L) / 1_000_000_000L;
        return new Timestamp((seconds << 32) | fraction);
    }

    public boolean isSet() {
        return fixed != 0;
    }

    /** The instant, to the nanosecond below; the epoch where not set. */
    public Instant toInstant() {
        return Instant.ofEpochSecond(fixed >>> 32, ((fixed & Check.U32) * 1_000_000_000L) >>> 32);
    }
}
