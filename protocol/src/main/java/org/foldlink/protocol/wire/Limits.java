package org.foldlink.protocol.wire;

/**
 * The most that a reader takes. A size that a peer declares is held against these in 64 bits before memory is taken.
 *
 * @param maxBody bytes of a body that are kept; a longer one is drained and reported
 * @param maxDrain bytes of a body that are drained; one that declares more ends the connection
 * @param maxElements elements of a list (points, tools, children, attributes …)
 * @param maxMetadata bytes of keys and values; at most 65535
 * @param maxText bytes of one text that is not bounded by its field (STATUS, COMMAND)
 * @param chunk bytes first taken for a body; more as bytes arrive
 */
public record Limits(int maxBody, long maxDrain, int maxElements, int maxMetadata, int maxText, int chunk) {
    /** A body of 1 GiB, 16 GiB drained, 100 000 elements, 65535 bytes of metadata, texts of 16 MiB, chunks from 512 KiB. */
    public static final Limits DEFAULT = new Limits(1 << 30, 1L << 34, 100_000, 65_535, 1 << 24, 1 << 19);

    public Limits {
        check("maxBody", maxBody, 0, Integer.MAX_VALUE - 64);
        check("maxDrain", maxDrain, maxBody, Long.MAX_VALUE);
        check("maxElements", maxElements, 0, Integer.MAX_VALUE);
        check("maxMetadata", maxMetadata, 0, 65_535);
        check("maxText", maxText, 0, Integer.MAX_VALUE / 4);
        check("chunk", chunk, 64, Integer.MAX_VALUE);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "limit " + name + " = " + value + " (expected " + min + ".." + max + ")");
        }
    }

    public Limits withMaxBody(int bytes) {
        return new Limits(bytes, Math.max(bytes, maxDrain), maxElements, maxMetadata, maxText, chunk);
    }

    public Limits withMaxElements(int count) {
        return new Limits(maxBody, maxDrain, count, maxMetadata, maxText, chunk);
    }

    public Limits withMaxDrain(long bytes) {
        return new Limits(maxBody, bytes, maxElements, maxMetadata, maxText, chunk);
    }
}
