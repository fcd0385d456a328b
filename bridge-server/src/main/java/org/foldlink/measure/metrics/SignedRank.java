package org.foldlink.measure.metrics;

import java.util.Arrays;

/**
 * Wilcoxon's signed-rank test, two-sided, of paired differences. Differences of 0 are left out (Wilcoxon's own rule); equal magnitudes share
 * the mean of their ranks. Up to {@link #EXACT_TO} differences the p-value is exact, over all signs of the ranks as they are, ties included;
 * above, by the normal approximation with its variance corrected for ties, without a continuity correction.
 *
 * @param n differences other than 0
 * @param statistic the lesser of the sums of the positive and of the negative ranks
 * @param p NaN where no difference is left
 * @param exact whether {@code p} is
 */
public record SignedRank(int n, double statistic, double p, boolean exact) {

    static final int EXACT_TO = 50;

    /** @param differences finite */
    public static SignedRank of(double[] differences) {
        double[] d = Arrays.stream(differences).filter(x -> x != 0).toArray();
        int n = d.length;
        if (n == 0) {
            return new SignedRank(0, 0, Double.NaN, true);
        }
        // Twice the ranks, which are whole numbers.
        int[] ranks = twiceRanks(d);
        long positive = 0;
        long all = 0;
        for (int i = 0; i < n; i++) {
            positive += d[i] > 0 ? ranks[i] : 0;
            all += ranks[i];
        }
        long lesser = Math.min(positive, all - positive);
        boolean exact = n <= EXACT_TO;
        return new SignedRank(n, lesser / 2.0, exact ? exact(ranks, lesser) : normal(ranks, lesser), exact);
    }

    private static int[] twiceRanks(double[] d) {
        double[] sizes = Arrays.stream(d).map(Math::abs).sorted().toArray();
        int[] ranks = new int[d.length];
        for (int i = 0; i < d.length; i++) {
            double size = Math.abs(d[i]);
            int first = Arrays.binarySearch(sizes, size);
            int last = first;
            while (first > 0 && sizes[first - 1] == size) {
                first--;
            }
            while (last < sizes.length - 1 && sizes[last + 1] == size) {
                last++;
            }
            ranks[i] = first + last + 2;
        }
        return ranks;
    }

    /** Twice the share of all 2^n signs whose sum is no greater; counts are exact in a double up to n = 53. */
    private static double exact(int[] ranks, long lesser) {
        int sum = Arrays.stream(ranks).sum();
        double[] ways = new double[sum + 1];
        ways[0] = 1;
        int reach = 0;
        for (int rank : ranks) {
            for (int s = reach; s >= 0; s--) {
                ways[s + rank] += ways[s];
            }
            reach += rank;
        }
        double below = 0;
        for (int s = 0; s <= lesser; s++) {
            below += ways[s];
        }
        return Math.min(1, 2 * below / Math.pow(2, ranks.length));
    }

    private static double normal(int[] ranks, long lesser) {
        double mean = 0;
        double variance = 0;
        for (int rank : ranks) {
            // Each rank r is in the sum or not: mean r / 2, variance r² / 4. Ranks here are doubled.
            mean += rank / 4.0;
            variance += rank * (double) rank / 16;
        }
        double z = (lesser / 2.0 - mean) / Math.sqrt(variance);
        return Math.min(1, 2 * Normal.below(z));
    }
}
