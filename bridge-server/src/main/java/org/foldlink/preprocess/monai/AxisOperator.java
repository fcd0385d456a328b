package org.foldlink.preprocess.monai;

import java.util.Arrays;
import org.foldlink.models.MonaiStep.ResizeMode;
import org.foldlink.preprocess.AxisTaps;

/**
 * How one axis of {@code in} samples becomes one of {@code out}: each output sample is a weighted sum of a few neighbouring input samples.
 * Every spatial step of a MONAI pipeline but the orientation is one of these an axis, and so is a chain of them. Immutable; voxel centres at
 * whole numbers.
 */
final class AxisOperator {

    private final int in;
    private final int[] first;
    private final double[][] weights;

    private AxisOperator(int in, int[] first, double[][] weights) {
        this.in = in;
        this.first = first;
        this.weights = weights;
    }

    static AxisOperator identity(int size) {
        return window(size, 0, size);
    }

    /** Samples {@code start..start + out - 1}; zeros where there are none. */
    static AxisOperator window(int in, int start, int out) {
        int[] first = new int[out];
        double[][] weights = new double[out][];
        for (int o = 0; o < out; o++) {
            boolean inside = start + o >= 0 && start + o < in;
            first[o] = inside ? start + o : 0;
            weights[o] = inside ? new double[] {1} : new double[0];
        }
        return new AxisOperator(in, first, weights);
    }

    /** Linear at {@code o · scale + shift}, the ends repeated: PyTorch's {@code grid_sample} with padding "border". */
    static AxisOperator linear(int in, int out, double scale, double shift) {
        double[] at = new double[out];
        for (int o = 0; o < out; o++) {
            at[o] = o * scale + shift;
        }
        return linear(in, at);
    }

    private static AxisOperator linear(int in, double[] at) {
        int[] first = new int[at.length];
        double[][] weights = new double[at.length][];
        for (int o = 0; o < at.length; o++) {
            double c = Math.max(0, Math.min(in - 1, at[o]));
            int lower = (int) Math.floor(c);
            first[o] = lower;
            weights[o] = c == lower ? new double[] {1} : new double[] {1 - (c - lower), c - lower};
        }
        return new AxisOperator(in, first, weights);
    }

    /** The nearest sample (half to even) to {@code o · scale + shift}, the ends repeated: {@code grid_sample}'s "nearest". */
    static AxisOperator nearest(int in, int out, double scale, double shift) {
        int[] first = new int[out];
        for (int o = 0; o < out; o++) {
            first[o] = (int) Math.rint(Math.max(0, Math.min(in - 1, o * scale + shift)));
        }
        return picked(in, first);
    }

    private static AxisOperator picked(int in, int[] first) {
        double[][] weights = new double[first.length][];
        Arrays.fill(weights, new double[] {1});
        return new AxisOperator(in, first, weights);
    }

    /** PyTorch's {@code interpolate} to a size; its scale is a single-precision number. */
    static AxisOperator resize(int in, int out, ResizeMode mode) {
        if (in == out) {
            return identity(in);
        }
        float scale = (float) in / out;
        return switch (mode) {
            case AREA -> area(in, out);
            case TRILINEAR -> {
                double[] at = new double[out];
                for (int o = 0; o < out; o++) {
                    at[o] = scale * (o + 0.5f) - 0.5f;
                }
                yield linear(in, at);
            }
            case TRILINEAR_ALIGN_CORNERS -> {
                float aligned = out > 1 ? (float) (in - 1) / (out - 1) : 0;
                double[] at = new double[out];
                for (int o = 0; o < out; o++) {
                    at[o] = aligned * o;
                }
                yield linear(in, at);
            }
            case NEAREST -> floored(in, out, scale, 0);
            case NEAREST_EXACT -> floored(in, out, scale, 0.5f);
        };
    }

    private static AxisOperator floored(int in, int out, float scale, float shift) {
        int[] first = new int[out];
        for (int o = 0; o < out; o++) {
            first[o] = Math.min(in - 1, (int) Math.floor((o + shift) * scale));
        }
        return picked(in, first);
    }

    /** The mean of all samples that each output sample touches: {@code adaptive_avg_pool}. */
    private static AxisOperator area(int in, int out) {
        int[] first = new int[out];
        double[][] weights = new double[out][];
        for (int o = 0; o < out; o++) {
            first[o] = (int) ((long) o * in / out);
            int end = 1 + (int) (((o + 1L) * in - 1) / out);
            weights[o] = new double[end - first[o]];
            Arrays.fill(weights[o], 1.0 / weights[o].length);
        }
        return new AxisOperator(in, first, weights);
    }

    /** {@code this ∘ before}: first {@code before}, then this. */
    AxisOperator after(AxisOperator before) {
        if (before.out() != in) {
            throw new IllegalArgumentException("axis of " + before.out() + " samples (expected " + in + ")");
        }
        int[] starts = new int[out()];
        double[][] rows = new double[out()][];
        for (int o = 0; o < rows.length; o++) {
            int low = Integer.MAX_VALUE;
            int high = -1;
            for (int t = 0; t < weights[o].length; t++) {
                int middle = first[o] + t;
                if (before.weights[middle].length > 0) {
                    low = Math.min(low, before.first[middle]);
                    high = Math.max(high, before.first[middle] + before.weights[middle].length - 1);
                }
            }
            starts[o] = high < 0 ? 0 : low;
            rows[o] = new double[high < 0 ? 0 : high - low + 1];
            for (int t = 0; t < weights[o].length; t++) {
                int middle = first[o] + t;
                for (int s = 0; s < before.weights[middle].length; s++) {
                    rows[o][before.first[middle] + s - low] += weights[o][t] * before.weights[middle][s];
                }
            }
        }
        return new AxisOperator(before.in, starts, rows);
    }

    boolean isIdentity() {
        boolean identity = in == out();
        for (int o = 0; identity && o < in; o++) {
            identity = first[o] == o && weights[o].length == 1 && weights[o][0] == 1;
        }
        return identity;
    }

    /** Half-open range of output samples that are not zero by their place; none: empty. */
    int[] extent() {
        int start = 0;
        while (start < out() && weights[start].length == 0) {
            start++;
        }
        int end = out();
        while (end > start && weights[end - 1].length == 0) {
            end--;
        }
        return new int[] {start, end};
    }

    /** Output samples {@code start..end - 1} alone; where one is zero by its place, {@code repeat} takes the nearest that is not. */
    AxisTaps taps(int start, int end, boolean repeat) {
        int[] inside = extent();
        int[] from = new int[end - start];
        double[][] rows = new double[end - start][];
        for (int o = start; o < end; o++) {
            int row = repeat && inside[1] > inside[0] ? Math.max(inside[0], Math.min(inside[1] - 1, o)) : o;
            from[o - start] = first[row];
            rows[o - start] = weights[row];
        }
        return AxisTaps.rows(in, from, rows, end - start == out() && isIdentity());
    }

    int in() {
        return in;
    }

    int out() {
        return first.length;
    }

    /** First input sample that output {@code o} reads. */
    int first(int o) {
        return first[o];
    }

    /** Not copied; empty where the output is zero. */
    double[] weights(int o) {
        return weights[o];
    }
}
