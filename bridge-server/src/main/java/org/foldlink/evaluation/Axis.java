package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A linear axis with round ticks.
 *
 * @param low value at its start
 * @param high value at its end
 * @param step between ticks
 */
record Axis(double low, double high, double step) {

    /**
     * Around values.
     *
     * @param values NaN ones are passed over
     * @param upTo the end of a scale that ends, such as 1 of shares; NaN of one that does not
     */
    static Axis around(double[] values, double upTo) {
        double[] v = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
        double least = Arrays.stream(v).min().orElse(0);
        double most = Double.isNaN(upTo) ? Arrays.stream(v).max().orElse(1) : upTo;
        // Distances are read from 0, and shares that are all high from where they begin.
        double from = Double.isNaN(upTo) ? Math.min(0, least) : Math.min(least, 0.9 * upTo);
        double step = step(Math.max(most - from, 1e-6) / 6);
        double low = Math.floor(from / step + 1e-9) * step;
        double high = Double.isNaN(upTo) ? Math.max(low + step, Math.ceil(most / step - 1e-9) * step) : upTo;
        return new Axis(low, high, step);
    }

    /** 1, 2 or 5 times a power of ten, no less than this. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double times : new double[] {1, 2, 5}) {
            if (times * power >= least * (1 - 1e-9)) {
                return times * power;
            }
        }
        return 10 * power;
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int t = 0; low + t * step <= high + step * 1e-6; t++) {
            ticks.add(low + t * step);
        }
        return ticks;
    }

    int places() {
        return Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    }

    /** 0 at its start, 1 at its end. */
    double share(double value) {
        return (value - low) / (high - low);
    }
}
