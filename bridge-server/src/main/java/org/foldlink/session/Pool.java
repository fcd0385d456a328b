package org.foldlink.session;

/** Bytes under a limit. Guarded by the bridge's lock. */
final class Pool {

    private final long limit;
    private long used;

    Pool(long limit) {
        this.limit = limit;
    }

    boolean fits(long bytes) {
        return bytes <= limit - used;
    }

    /** Also beyond the limit: whoever must not be refused has asked {@link #fits} before. */
    void take(long bytes) {
        used += bytes;
    }

    void give(long bytes) {
        used -= bytes;
        if (used < 0) {
            throw new IllegalStateException("pool gave back " + -used + " bytes more than it took");
        }
    }

    long used() {
        return used;
    }

    long limit() {
        return limit;
    }
}
