package org.foldlink.preprocess.monai;

import java.util.List;

/** Percentiles of many values without a sorted copy of them: two counts, of the upper and of the lower half of the ordered bits. */
final class Quantile {

    private final List<float[]> slices;
    private final long count;

    /** @param slices not copied; no value may be NaN */
    Quantile(List<float[]> slices) {
        this.slices = slices;
        this.count = slices.stream().mapToLong(s -> s.length).sum();
    }

    /** Linear between the two nearest ranks, as numpy's {@code percentile}. */
    float percentile(double percent) {
        double rank = percent / 100 * (count - 1);
        long lower = (long) Math.floor(rank);
        double low = ranked(lower);
        if (rank == lower) {
            return (float) low;
        }
        return (float) (low + (ranked(lower + 1) - low) * (rank - lower));
    }

    private float ranked(long rank) {
        long[] counts = new long[1 << 16];
        for (float[] slice : slices) {
            for (float value : slice) {
                counts[ordered(value) >>> 16]++;
            }
        }
        int upper = 0;
        long left = rank;
        while (left >= counts[upper]) {
            left -= counts[upper++];
        }
        long[] below = new long[1 << 16];
        for (float[] slice : slices) {
            for (float value : slice) {
                int bits = ordered(value);
                if (bits >>> 16 == upper) {
                    below[bits & 0xffff]++;
                }
            }
        }
        int lower = 0;
        while (left >= below[lower]) {
            left -= below[lower++];
        }
        return value(upper << 16 | lower);
    }

    /** Bits whose unsigned order is the values' order. */
    private static int ordered(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits < 0 ? ~bits : bits | 0x80000000;
    }

    private static float value(int ordered) {
        return Float.intBitsToFloat(ordered < 0 ? ordered & 0x7fffffff : ~ordered);
    }
}
