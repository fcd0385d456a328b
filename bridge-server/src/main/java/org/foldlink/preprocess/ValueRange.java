package org.foldlink.preprocess;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Smallest and largest input value, to which a spline is clipped: of the whole, or of each slice across the axis that is resampled apart.
 * Immutable.
 */
final class ValueRange {

    /** Of splines that need no clipping. */
    static final ValueRange NONE = new ValueRange(-1, new float[0], new float[0]);

    private final int apart;
    private final float[] low;
    private final float[] high;

    private ValueRange(int apart, float[] low, float[] high) {
        this.apart = apart;
        this.low = low;
        this.high = high;
    }

    /** @param apart array axis 0 (z) to 2 (x), or -1: one range for all */
    static ValueRange of(float[][] slices, int[] shape, int apart, Workers workers, BooleanSupplier stop) {
        int groups = apart > 0 ? shape[apart] : 1;
        float[][] lows = new float[slices.length][groups];
        float[][] highs = new float[slices.length][groups];
        workers.forEach(slices.length, z -> range(slices[z], shape[2], apart, lows[z], highs[z]), stop);
        if (apart == 0) {
            return new ValueRange(apart, firsts(lows), firsts(highs));
        }
        for (int z = 1; z < slices.length; z++) {
            for (int g = 0; g < groups; g++) {
                lows[0][g] = Math.min(lows[0][g], lows[z][g]);
                highs[0][g] = Math.max(highs[0][g], highs[z][g]);
            }
        }
        return new ValueRange(apart, lows[0], highs[0]);
    }

    private static float[] firsts(float[][] values) {
        float[] firsts = new float[values.length];
        for (int z = 0; z < values.length; z++) {
            firsts[z] = values[z][0];
        }
        return firsts;
    }

    private static void range(float[] slice, int width, int apart, float[] low, float[] high) {
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int row = 0, y = 0; row < slice.length; row += width, y++) {
            if (apart == 2) {
                for (int x = 0; x < width; x++) {
                    low[x] = Math.min(low[x], slice[row + x]);
                    high[x] = Math.max(high[x], slice[row + x]);
                }
            } else {
                int g = apart == 1 ? y : 0;
                float least = low[g];
                float most = high[g];
                for (int at = row; at < row + width; at++) {
                    float value = slice[at];
                    least = value < least ? value : least;
                    most = value > most ? value : most;
                }
                low[g] = least;
                high[g] = most;
            }
        }
    }

    /** In place; slices of {@code width}, whose axis apart is as it was in the input. */
    void clip(float[][] slices, int width, Workers workers, BooleanSupplier stop) {
        if (low.length > 0) {
            workers.forEach(slices.length, z -> clip(slices[z], z, width), stop);
        }
    }

    private void clip(float[] slice, int z, int width) {
        for (int row = 0, y = 0; row < slice.length; row += width, y++) {
            if (apart == 2) {
                for (int x = 0; x < width; x++) {
                    slice[row + x] = Math.max(low[x], Math.min(high[x], slice[row + x]));
                }
            } else {
                int g = apart == 0 ? z : apart == 1 ? y : 0;
                clip(slice, row, row + width, low[g], high[g]);
            }
        }
    }

    private static void clip(float[] slice, int from, int to, float low, float high) {
        for (int at = from; at < to; at++) {
            slice[at] = Math.max(low, Math.min(high, slice[at]));
        }
    }
}
