package org.foldlink.measure.metrics;

import java.util.Arrays;

/**
 * What several cases come to; cases without a value are left out and not counted.
 *
 * @param n cases with a value
 * @param mean NaN for none
 * @param sd of a sample (n − 1); NaN for fewer than two
 * @param q1 lower quartile
 * @param median NaN for none
 * @param q3 upper quartile
 * @param interval of the mean
 */
public record Summary(int n, double mean, double sd, double q1, double median, double q3, Interval interval) {

    /** @param values NaN where a case has none */
    public static Summary of(double[] values, Bootstrap bootstrap) {
        double[] v = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
        int n = v.length;
        double mean = n == 0 ? Double.NaN : Arrays.stream(v).sum() / n;
        double squares = Arrays.stream(v).map(x -> (x - mean) * (x - mean)).sum();
        Interval interval = bootstrap.ofMean(v);
        Arrays.sort(v);
        return new Summary(
                n,
                mean,
                n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)),
                quantile(v, 0.25),
                quantile(v, 0.5),
                quantile(v, 0.75),
                interval);
    }

    /** Linear between the values that enclose it, as numpy's default; NaN of none. */
    static double quantile(double[] sorted, double q) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = q * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
}
