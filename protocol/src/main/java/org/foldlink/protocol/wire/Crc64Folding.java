package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Shortens a long run of bytes to a short one of the same CRC-64, by exclusive-or alone.
 *
 * <p>Modulo the polynomial, {@code x^(512·235)} is the sum of {@code x^(512·(235−d))} over eleven d ({@code 26, 60, … 235}). So a word
 * of 64 bits may be taken away where it stands when it is added to the words that follow it by {@code 8·d} words. Doing that to
 * all but the last 1880 words leaves 15 040 bytes. Every distance is a multiple of 64 bytes, so that the compiler turns the loop into
 * vector instructions, and no byte order matters. The distances are a word of low weight in the code that the polynomial spans, found
 * by search; a test checks the sum. Sparse multiples of a CRC-32's polynomial serve so in Chorba (Russell 2024).
 */
final class Crc64Folding {
    /** Words that are left. */
    static final int SPAN = 1880;

    /** From here on folding is faster than tables. */
    static final int LEAST_BYTES = 1 << 16;

    /** Words folded at once; with those before them they stay in a core's own cache. */
    private static final int BLOCK = 4096;

    private static final int[] DISTANCES = {208, 480, 688, 816, 1280, 1376, 1424, 1496, 1600, 1664, SPAN};

    private Crc64Folding() {}

    static int[] distances() {
        return DISTANCES.clone();
    }

    /**
     * @param crc the checksum so far
     * @param bytes whole words and at least {@link #LEAST_BYTES}; not moved
     * @return bytes whose checksum from 0 is that of {@code bytes} from {@code crc}
     */
    static byte[] fold(long crc, ByteBuffer bytes) {
        LongBuffer in = bytes.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer();
        long[] words = new long[SPAN + BLOCK];
        int left = in.remaining() - SPAN;
        while (left > 0) {
            int count = Math.min(left, BLOCK);
            boolean first = in.position() == 0;
            in.get(words, SPAN, count);
            if (first) {
                words[SPAN] ^= ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? crc : Long.reverseBytes(crc);
            }
            gather(words, SPAN + count);
            System.arraycopy(words, count, words, 0, SPAN);
            left -= count;
        }
        long[] last = new long[SPAN];
        in.get(last);
        for (int distance : DISTANCES) {
            addTo(last, words, distance);
        }
        ByteBuffer folded = ByteBuffer.allocate(Long.BYTES * SPAN).order(ByteOrder.nativeOrder());
        folded.asLongBuffer().put(last);
        return folded.array();
    }

    /** Adds to each word those that it stands behind. The distances are spelt out, or there would be no vectors. */
    private static void gather(long[] w, int end) {
        for (int i = SPAN; i < end; i++) {
            w[i] ^= w[i - 208]
                    ^ w[i - 480]
                    ^ w[i - 688]
                    ^ w[i - 816]
                    ^ w[i - 1280]
                    ^ w[i - 1376]
                    ^ w[i - 1424]
                    ^ w[i - 1496]
                    ^ w[i - 1600]
                    ^ w[i - 1664]
                    ^ w[i - SPAN];
        }
    }

    /** Adds the words before the last ones to those of the last that stand behind them by that distance. */
    private static void addTo(long[] last, long[] before, int distance) {
        int from = SPAN - distance;
        for (int i = 0; i < distance; i++) {
            last[i] ^= before[from + i];
        }
    }
}
