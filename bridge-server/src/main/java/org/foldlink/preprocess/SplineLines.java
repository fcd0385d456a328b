package org.foldlink.preprocess;

import java.util.Arrays;

/**
 * Scratch for resampling up to {@link #LINES} parallel lines along one axis: {@code rows[sample][line]} in double precision, so that every inner
 * loop runs over lines that lie side by side. Small enough for a core's own cache. Not thread-safe; used again and again.
 */
final class SplineLines {

    /** Lines at a time: 128 KiB for an axis of 256 samples. */
    static final int LINES = 64;
    /** Samples that are turned at a time where lines lie across memory: one cache line of floats. */
    private static final int TURN = 16;

    private final double[][] sums = new double[TURN][LINES];
    private double[][] rows = new double[0][];
    private final double[] start = new double[LINES];

    /**
     * Lines whose samples lie side by side: sample {@code s} of line {@code l} is {@code from[at + l * step + s]}, and so for {@code to}.
     *
     * @param lines at most {@link #LINES}
     */
    void along(AxisTaps taps, int lines, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int pad = prepare(taps);
        for (int s0 = 0; s0 < taps.in(); s0 += TURN) {
            int s1 = Math.min(taps.in(), s0 + TURN);
            for (int l = 0; l < lines; l++) {
                int line = at + l * step;
                for (int s = s0; s < s1; s++) {
                    rows[pad + s][l] = from[line + s];
                }
            }
        }
        filter(taps, pad, lines);
        for (int o0 = 0; o0 < taps.out(); o0 += TURN) {
            int n = Math.min(taps.out() - o0, TURN);
            for (int o = 0; o < n; o++) {
                sum(taps, o0 + o, sums[o], lines);
            }
            for (int l = 0; l < lines; l++) {
                int line = toAt + l * toStep + o0;
                for (int o = 0; o < n; o++) {
                    to[line + o] = (float) sums[o][l];
                }
            }
        }
    }

    /** Lines that lie side by side: sample {@code s} of line {@code l} is {@code from[at + s * step + l]}, and so for {@code to}. */
    void across(AxisTaps taps, int lines, float[] from, int at, int step, float[] to, int toAt, int toStep) {
        int pad = prepare(taps);
        for (int s = 0; s < taps.in(); s++) {
            put(from, at + s * step, rows[pad + s], lines);
        }
        filter(taps, pad, lines);
        for (int o = 0; o < taps.out(); o++) {
            sum(taps, o, sums[0], lines);
            take(sums[0], to, toAt + o * toStep, lines);
        }
    }

    /** Lines across slices: sample {@code s} of line {@code l} is {@code from[s][at + l]}, and so for {@code to}. */
    void across(AxisTaps taps, int lines, float[][] from, int at, float[][] to) {
        int pad = prepare(taps);
        for (int s = 0; s < taps.in(); s++) {
            put(from[s], at, rows[pad + s], lines);
        }
        filter(taps, pad, lines);
        for (int o = 0; o < taps.out(); o++) {
            sum(taps, o, sums[0], lines);
            take(sums[0], to[o], at, lines);
        }
    }

    /** @return the row of the first sample */
    private int prepare(AxisTaps taps) {
        int pad = taps.order() > 1 ? AxisTaps.PAD : 0;
        int count = Math.max(taps.in() + 2 * pad, taps.taps());
        if (rows.length < count) {
            rows = new double[count][LINES];
        }
        if (taps.in() < taps.taps() && pad == 0) {
            Arrays.fill(rows[taps.in()], 0); // weighs 0, but must not be NaN
        }
        return pad;
    }

    private void filter(AxisTaps taps, int pad, int lines) {
        if (pad == 0) {
            return;
        }
        int last = pad + taps.in() - 1;
        for (int p = 0; p < pad; p++) {
            System.arraycopy(rows[pad], 0, rows[p], 0, lines);
            System.arraycopy(rows[last], 0, rows[last + 1 + p], 0, lines);
        }
        CubicSpline.filter(rows, last + 1 + pad, lines, start);
    }

    private static void put(float[] from, int at, double[] row, int lines) {
        for (int l = 0; l < lines; l++) {
            row[l] = from[at + l];
        }
    }

    private static void take(double[] row, float[] to, int at, int lines) {
        for (int l = 0; l < lines; l++) {
            to[at + l] = (float) row[l];
        }
    }

    private void sum(AxisTaps taps, int o, double[] to, int lines) {
        int first = taps.first(o);
        switch (taps.taps()) {
            case 1 -> System.arraycopy(rows[first], 0, to, 0, lines);
            case 2 -> sum(taps.weight(o, 0), rows[first], taps.weight(o, 1), rows[first + 1], to, lines);
            default -> {
                sum(taps.weight(o, 0), rows[first], taps.weight(o, 1), rows[first + 1], to, lines);
                add(taps.weight(o, 2), rows[first + 2], taps.weight(o, 3), rows[first + 3], to, lines);
            }
        }
    }

    private static void sum(double v, double[] a, double w, double[] b, double[] to, int lines) {
        for (int l = 0; l < lines; l++) {
            to[l] = v * a[l] + w * b[l];
        }
    }

    private static void add(double v, double[] a, double w, double[] b, double[] to, int lines) {
        for (int l = 0; l < lines; l++) {
            to[l] = to[l] + v * a[l] + w * b[l];
        }
    }
}
