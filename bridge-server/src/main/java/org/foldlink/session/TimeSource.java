package org.foldlink.session;

import java.time.Instant;

/** Where the bridge reads the time; thread-safe. */
public interface TimeSource {

    TimeSource SYSTEM = new TimeSource() {
        @Override
        public Instant wall() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** For people to read; it may jump. */
    Instant wall();

    /** Monotonic, for every wait and hold; its origin means nothing. */
    long nanos();
}
