package org.foldlink.preprocess;

import java.util.Arrays;

/**
 * The cubic B-spline prefilter on edge-padded lines, as scipy.ndimage's {@code spline_filter1d} with mode 'nearest' does it: gain 6, one pole,
 * half-sample symmetric ends. Many lines at a time: sample {@code s} of line {@code l} is {@code rows[s][l]}.
 */
final class CubicSpline {

    private static final double POLE = Math.sqrt(3) - 2;
    /** POLE^48 is below the last bit of a double. */
    private static final int HORIZON = 48;

    private CubicSpline() {}

    /**
     * In place; {@code count >= 2} samples a line.
     *
     * @param start scratch of at least {@code lines} values
     */
    static void filter(double[][] rows, int count, int lines, double[] start) {
        Arrays.fill(start, 0, lines, 0);
        double power = 1;
        for (int s = 0; s < Math.min(count, HORIZON); s++) {
            add(start, power, rows[s], lines);
            power *= POLE;
        }
        first(rows[0], start, lines);
        for (int s = 1; s < count; s++) {
            forward(rows[s], rows[s - 1], lines);
        }
        scale(rows[count - 1], POLE / (POLE - 1), lines);
        for (int s = count - 2; s >= 0; s--) {
            backward(rows[s], rows[s + 1], lines);
        }
    }

    // One loop a method: each is small, hot and vectorised on its own.

    private static void add(double[] to, double weight, double[] row, int lines) {
        for (int l = 0; l < lines; l++) {
            to[l] += weight * row[l];
        }
    }

    private static void first(double[] row, double[] start, int lines) {
        for (int l = 0; l < lines; l++) {
            row[l] = 6 * (row[l] + POLE * start[l]);
        }
    }

    private static void forward(double[] row, double[] before, int lines) {
        for (int l = 0; l < lines; l++) {
            row[l] = 6 * row[l] + POLE * before[l];
        }
    }

    private static void scale(double[] row, double by, int lines) {
        for (int l = 0; l < lines; l++) {
            row[l] *= by;
        }
    }

    private static void backward(double[] row, double[] after, int lines) {
        for (int l = 0; l < lines; l++) {
            row[l] = POLE * (after[l] - row[l]);
        }
    }
}
