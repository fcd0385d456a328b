package org.foldlink.measure.metrics;

/** The standard normal distribution. */
final class Normal {

    private Normal() {}

    /** The probability below z, to about 1e-15 of itself: a series near 0, a continued fraction in the tails. */
    static double below(double z) {
        double x = Math.abs(z);
        if (x > 38) {
            return z < 0 ? 0 : 1;
        }
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double tail;
        if (x < 3) {
            double term = x;
            double sum = x;
            for (int k = 3; Math.abs(term) > 1e-17 * sum; k += 2) {
                term *= x * x / k;
                sum += term;
            }
            tail = 0.5 - density * sum;
        } else {
            double fraction = x;
            for (int k = 120; k >= 1; k--) {
                fraction = x + k / fraction;
            }
            tail = density / fraction;
        }
        return z < 0 ? tail : 1 - tail;
    }

    /** The z that a probability lies below. */
    static double quantile(double p) {
        double low = -40;
        double high = 40;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
