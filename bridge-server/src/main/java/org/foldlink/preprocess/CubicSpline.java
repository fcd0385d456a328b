package org.foldlink.preprocess;

/**
 * The cubic B-spline prefilter on edge-padded lines, as scipy.ndimage's {@code spline_filter1d} with mode 'nearest' does it: gain 6, one pole,
 * half-sample symmetric ends. Many lines at a time: sample {@code s} of line {@code l} is {@code samples[s * lines + l]}.
 */
final class CubicSpline {

    private static final double POLE = Math.sqrt(3) - 2;
    /** POLE^48 is below the last bit of a double. */
    private static final int HORIZON = 48;

    private CubicSpline() {}

    /** In place; {@code count >= 2} samples a line. */
    static void filter(double[] samples, int count, int lines) {
        double[] start = new double[lines];
        double power = 1;
        for (int s = 0; s < Math.min(count, HORIZON); s++) {
            for (int l = 0; l < lines; l++) {
                start[l] += power * samples[s * lines + l];
            }
            power *= POLE;
        }
        for (int l = 0; l < lines; l++) {
            samples[l] = 6 * (samples[l] + POLE * start[l]);
        }
        for (int s = 1; s < count; s++) {
            int row = s * lines;
            for (int l = 0; l < lines; l++) {
                samples[row + l] = 6 * samples[row + l] + POLE * samples[row - lines + l];
            }
        }
        int last = (count - 1) * lines;
        for (int l = 0; l < lines; l++) {
            samples[last + l] *= POLE / (POLE - 1);
        }
        for (int s = count - 2; s >= 0; s--) {
            int row = s * lines;
            for (int l = 0; l < lines; l++) {
                samples[row + l] = POLE * (samples[row + lines + l] - samples[row + l]);
            }
        }
    }
}
