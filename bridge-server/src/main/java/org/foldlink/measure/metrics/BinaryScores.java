package org.foldlink.measure.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * How well probabilities of one class, yes or no, agree with the truth. Ratios are NaN where they have no denominator.
 *
 * @param cases how many
 * @param positives of them
 * @param auc area under the receiver operating characteristic, ties counted half; NaN where one side has no case
 * @param aucInterval DeLong's, cut to 0..1; NaN both ways where a side has fewer than two cases
 * @param threshold a probability no less than this is a yes
 * @param truePositives at the threshold, as the next three
 * @param logLoss natural logarithm, probabilities cut to 2^-52 from 0 and 1
 * @param brier mean squared difference of probability and truth
 * @param reliability by tenths of probability; those without a case left out
 */
public record BinaryScores(
        int cases,
        int positives,
        double auc,
        Interval aucInterval,
        double threshold,
        int truePositives,
        int falsePositives,
        int trueNegatives,
        int falseNegatives,
        double logLoss,
        double brier,
        List<Bin> reliability) {

    static final int BINS = 10;
    private static final double EPSILON = Math.ulp(1.0);

    /**
     * Cases of like probability.
     *
     * @param low above this probability; the first bin has 0 in it too
     * @param high to this one, itself in it
     * @param cases how many
     * @param predicted their mean probability
     * @param observed the share of them that are positive
     */
    public record Bin(double low, double high, int cases, double predicted, double observed) {}

    public BinaryScores {
        reliability = List.copyOf(reliability);
    }

    /**
     * Scores.
     *
     * @param probabilities 0..1, one a case
     * @param truth one a case
     * @param level of the interval
     */
    public static BinaryScores of(double[] probabilities, boolean[] truth, double threshold, double level) {
        int n = probabilities.length;
        int[] table = new int[4];
        double logLoss = 0;
        double brier = 0;
        for (int c = 0; c < n; c++) {
            double p = probabilities[c];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("probability = " + p + " (expected 0..1)");
            }
            table[(p >= threshold ? 0 : 2) + (truth[c] ? 0 : 1)]++;
            double cut = Math.min(1 - EPSILON, Math.max(EPSILON, p));
            logLoss -= truth[c] ? Math.log(cut) : Math.log1p(-cut);
            double miss = p - (truth[c] ? 1 : 0);
            brier += miss * miss;
        }
        DeLong delong = DeLong.of(probabilities, truth);
        return new BinaryScores(
                n,
                table[0] + table[2],
                delong.auc(),
                delong.interval(level),
                threshold,
                table[0],
                table[1],
                table[3],
                table[2],
                logLoss / n,
                brier / n,
                bins(probabilities, truth));
    }

    private static List<Bin> bins(double[] probabilities, boolean[] truth) {
        int[] cases = new int[BINS];
        double[] predicted = new double[BINS];
        int[] positive = new int[BINS];
        for (int c = 0; c < truth.length; c++) {
            int bin = bin(probabilities[c]);
            cases[bin]++;
            predicted[bin] += probabilities[c];
            positive[bin] += truth[c] ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            if (cases[b] > 0) {
                bins.add(new Bin(
                        b / (double) BINS,
                        (b + 1) / (double) BINS,
                        cases[b],
                        predicted[b] / cases[b],
                        positive[b] / (double) cases[b]));
            }
        }
        return bins;
    }

    private static int bin(double probability) {
        int bin = 0;
        while (bin < BINS - 1 && (bin + 1) * 0.1 < probability) {
            bin++;
        }
        return bin;
    }

    public double accuracy() {
        return ratio(truePositives + trueNegatives, cases);
    }

    public double sensitivity() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    public double specificity() {
        return ratio(trueNegatives, trueNegatives + falsePositives);
    }

    private static double ratio(int part, int of) {
        return of == 0 ? Double.NaN : (double) part / of;
    }
}
