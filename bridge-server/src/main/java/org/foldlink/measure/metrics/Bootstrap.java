package org.foldlink.measure.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Percentile intervals by resampling cases with replacement. The generator is Java's {@link SplittableRandom} (SplitMix64), begun anew from
 * the seed for every figure, so that figures over the same cases see the same resamples and any of them can be worked out alone.
 *
 * @param resamples how many
 * @param seed of the generator
 * @param level of the intervals, such as 0.95
 */
public record Bootstrap(int resamples, long seed, double level) {

    public static final Bootstrap DEFAULT = new Bootstrap(10_000, 2026, 0.95);

    public Bootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException("resamples = " + resamples + " (expected 100 or more)");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level = " + level + " (expected between 0 and 1)");
        }
    }

    /** Of a mean; NaN both ways for fewer than two values. */
    public Interval ofMean(double[] values) {
        double[] of = values.clone();
        return of(of.length, picked -> {
            double sum = 0;
            for (int p : picked) {
                sum += of[p];
            }
            return sum / picked.length;
        });
    }

    /**
     * Of any statistic; NaN both ways for fewer than two cases. Resamples for which it is NaN are left out.
     *
     * @param cases how many
     * @param statistic of the cases picked, by index; one may come several times. The array is filled anew for the next resample
     */
    public Interval of(int cases, ToDoubleFunction<int[]> statistic) {
        if (cases < 2) {
            return Interval.NONE;
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] picked = new int[cases];
        double[] found = new double[resamples];
        int n = 0;
        for (int b = 0; b < resamples; b++) {
            for (int c = 0; c < cases; c++) {
                picked[c] = random.nextInt(cases);
            }
            double value = statistic.applyAsDouble(picked);
            if (!Double.isNaN(value)) {
                found[n++] = value;
            }
        }
        if (n == 0) {
            return Interval.NONE;
        }
        double[] sorted = Arrays.copyOf(found, n);
        Arrays.sort(sorted);
        return new Interval(Summary.quantile(sorted, (1 - level) / 2), Summary.quantile(sorted, (1 + level) / 2));
    }

    /** In words, as results state it. */
    public String text() {
        return Math.round(100 * level) + " % percentile intervals by bootstrap over cases, " + resamples
                + " resamples, SplittableRandom with seed " + seed;
    }
}
