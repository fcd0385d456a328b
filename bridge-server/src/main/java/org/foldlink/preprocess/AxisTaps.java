package org.foldlink.preprocess;

import java.util.function.IntToDoubleFunction;

/**
 * How one axis of {@code in} samples becomes one of {@code out}: for each output sample a first input sample and {@link #taps()} weights.
 * By nnU-Net's rule the coordinate is {@code (o + 0.5) · in/out − 0.5} (voxel centres at whole numbers); {@link #linear} takes any other
 * straight line, {@link #rows} any weights. Immutable.
 *
 * <p>Order 3 samples cubic B-spline coefficients, whose index 0 lies {@link #PAD} samples before the first input sample; orders 0 and 1
 * sample the input itself, clamped to its ends.
 */
public final class AxisTaps {

    /** Samples of edge padding on either side before the spline filter: scipy's own number for mode 'nearest'. */
    static final int PAD = 12;

    private final int in;
    private final int out;
    private final int order;
    private final int taps;
    private final boolean identity;
    private final int[] first;
    private final double[] weights;

    public AxisTaps(int in, int out, int order) {
        this(in, out, o -> (o + 0.5) * ((double) in / out) - 0.5, order, in == out);
    }

    private AxisTaps(int in, int out, IntToDoubleFunction coordinate, int order, boolean identity) {
        if (order != 0 && order != 1 && order != 3) {
            throw new IllegalArgumentException("order = " + order + " (expected 0, 1 or 3)");
        }
        this.in = in;
        this.out = out;
        this.order = order;
        this.taps = order + 1;
        this.identity = identity;
        this.first = new int[out];
        this.weights = new double[out * taps];
        for (int o = 0; o < out; o++) {
            sample(o, coordinate.applyAsDouble(o));
        }
    }

    /**
     * Output sample {@code o} lies at input coordinate {@code scale · o + offset}, whole numbers being voxel centres; beyond the ends the
     * outermost samples go on.
     */
    public static AxisTaps linear(int in, int out, double scale, double offset, int order) {
        return new AxisTaps(in, out, o -> scale * o + offset, order, in == out && scale == 1 && offset == 0);
    }

    /**
     * Output sample {@code o} is the sum of {@code weights[o][t]} times input sample {@code first[o] + t}; zero where it has no weight.
     *
     * @param identity whether every output sample is the input sample of its own number
     */
    public static AxisTaps rows(int in, int[] first, double[][] weights, boolean identity) {
        return new AxisTaps(in, first, weights, identity);
    }

    private AxisTaps(int in, int[] first, double[][] rows, boolean identity) {
        this.in = in;
        this.out = rows.length;
        int longest = 1;
        for (double[] row : rows) {
            longest = Math.max(longest, row.length);
        }
        this.taps = longest;
        this.order = longest == 1 ? 0 : 1;
        this.identity = identity;
        this.first = new int[out];
        this.weights = new double[out * taps];
        for (int o = 0; o < out; o++) {
            // A short row begins earlier, so that none reads beyond the end.
            this.first[o] = Math.min(first[o], in - taps);
            System.arraycopy(rows[o], 0, weights, o * taps + first[o] - this.first[o], rows[o].length);
        }
    }

    private void sample(int o, double at) {
        switch (order) {
            case 0 -> {
                first[o] = (int) Math.floor(clamp(at) + 0.5);
                weights[o] = 1;
            }
            case 1 -> {
                double c = clamp(at);
                int lower = Math.min((int) Math.floor(c), Math.max(0, in - 2));
                first[o] = lower;
                weights[2 * o] = 1 - (c - lower);
                weights[2 * o + 1] = c - lower;
            }
            default -> {
                double c = Math.max(1, Math.min(in + 2 * PAD - 3, at + PAD));
                int floor = (int) Math.floor(c);
                first[o] = floor - 1;
                cubic(c - floor, weights, 4 * o);
            }
        }
    }

    private double clamp(double at) {
        return Math.max(0, Math.min(in - 1, at));
    }

    private static void cubic(double t, double[] w, int at) {
        double s = 1 - t;
        w[at] = s * s * s / 6;
        w[at + 1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
        w[at + 2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
        w[at + 3] = t * t * t / 6;
    }

    /** Whether every output sample is the input sample of its own number. */
    public boolean identity() {
        return identity;
    }

    public int in() {
        return in;
    }

    public int out() {
        return out;
    }

    public int order() {
        return order;
    }

    /** Order + 1; of {@link #rows} as many as the longest row has, and the order is then 0 for one and 1 for several. */
    public int taps() {
        return taps;
    }

    /** First sample that output {@code o} reads; with order 1 on an axis of one sample, the second lies beyond and weighs 0. */
    public int first(int o) {
        return first[o];
    }

    public double weight(int o, int tap) {
        return weights[o * taps + tap];
    }
}
