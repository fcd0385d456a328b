package org.foldlink.measure.metrics;

import java.util.Arrays;

/**
 * The area under the receiver operating characteristic with DeLong's variance (DeLong, DeLong and Clarke-Pearson, Biometrics 1988), by
 * mid-ranks (Sun and Xu, IEEE Signal Processing Letters 2014).
 *
 * @param auc ties counted half; NaN where one side has no case
 * @param variance NaN where one side has fewer than two cases
 */
record DeLong(double auc, double variance) {

    static DeLong of(double[] scores, boolean[] truth) {
        double[] positive = side(scores, truth, true);
        double[] negative = side(scores, truth, false);
        int m = positive.length;
        int n = negative.length;
        if (m == 0 || n == 0) {
            return new DeLong(Double.NaN, Double.NaN);
        }
        // The share of the other side that each case lies on the right side of.
        double[] ofPositive = new double[m];
        double[] ofNegative = new double[n];
        double sum = 0;
        for (int i = 0; i < m; i++) {
            ofPositive[i] = below(negative, positive[i]) / n;
            sum += ofPositive[i];
        }
        for (int j = 0; j < n; j++) {
            ofNegative[j] = 1 - below(positive, negative[j]) / m;
        }
        double auc = sum / m;
        double variance = m < 2 || n < 2 ? Double.NaN : variance(ofPositive) / m + variance(ofNegative) / n;
        return new DeLong(auc, variance);
    }

    private static double[] side(double[] scores, boolean[] truth, boolean which) {
        double[] side = new double[scores.length];
        int n = 0;
        for (int c = 0; c < scores.length; c++) {
            if (truth[c] == which) {
                side[n++] = scores[c];
            }
        }
        double[] sorted = Arrays.copyOf(side, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /** How many are less, equal ones counted half. */
    private static double below(double[] sorted, double value) {
        return (first(sorted, value, false) + first(sorted, value, true)) / 2.0;
    }

    /** The first place whose value is no less, or greater. */
    private static int first(double[] sorted, double value, boolean greater) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (greater && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    Interval interval(double level) {
        if (Double.isNaN(variance)) {
            return Interval.NONE;
        }
        double half = Normal.quantile((1 + level) / 2) * Math.sqrt(variance);
        return new Interval(Math.max(0, auc - half), Math.min(1, auc + half));
    }
}
