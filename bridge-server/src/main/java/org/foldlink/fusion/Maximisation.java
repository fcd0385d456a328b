package org.foldlink.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Expectation maximisation over combinations of labels, each weighed by its voxels: exact for the whole grid. For one thread; the same figures each time.
 */
final class Maximisation {

    /** The greatest change of any probability that counts as none. */
    private static final double SETTLED = 1e-7;

    private static final int MOST_ROUNDS = 1000;

    /** Two probabilities no further apart are as likely: what rounding leaves of a tie. */
    private static final double TIE = 1e-9;

    private final char[] labels;
    private final int masks;
    private final List<Decision> keys;
    private final double[] voxels;

    /** {@code decided[combination][mask]}: index of the label. */
    private final int[][] decided;

    private final double[] prior;

    /** {@code theta[mask][truth][decision]}: how likely the mask decides so where that is the truth. */
    private double[][][] theta;

    /** {@code belief[combination][truth]}: how likely that is the truth, by priors and {@code theta}. */
    private final double[][] belief;

    private int rounds;
    private boolean settled;

    Maximisation(SortedMap<Decision, Long> decisions, int masks) {
        this.masks = masks;
        keys = List.copyOf(decisions.keySet());
        voxels = decisions.values().stream().mapToDouble(n -> n).toArray();
        TreeSet<Character> present = new TreeSet<>();
        keys.forEach(key -> {
            for (int m = 0; m < masks; m++) {
                present.add(key.label(m));
            }
        });
        labels = new char[present.size()];
        int next = 0;
        for (char label : present) {
            labels[next++] = label;
        }
        decided = new int[keys.size()][masks];
        belief = new double[keys.size()][labels.length];
        prior = new double[labels.length];
        double votes = Arrays.stream(voxels).sum() * masks;
        for (int c = 0; c < decided.length; c++) {
            for (int m = 0; m < masks; m++) {
                int label = Arrays.binarySearch(labels, keys.get(c).label(m));
                decided[c][m] = label;
                prior[label] += voxels[c] / votes;
            }
            vote(c);
        }
        theta = maximise();
    }

    /** The label with most votes is the truth; a tie has no say in the first estimate of {@code theta}. */
    private void vote(int c) {
        double[] votes = belief[c];
        for (int label : decided[c]) {
            votes[label]++;
        }
        double most = Arrays.stream(votes).max().orElseThrow();
        boolean tie = Arrays.stream(votes).filter(v -> v == most).count() > 1;
        for (int t = 0; t < votes.length; t++) {
            votes[t] = votes[t] == most && !tie ? 1 : 0;
        }
    }

    /** Until no probability changes, or too often. */
    void run() {
        while (!settled && rounds < MOST_ROUNDS) {
            expect();
            double[][][] before = theta;
            theta = maximise();
            settled = change(before, theta) < SETTLED;
            rounds++;
        }
        expect();
    }

    /** Logarithms: the product of many masks' small probabilities would be 0. */
    private void expect() {
        double[][][] logs = new double[masks][labels.length][labels.length];
        for (int m = 0; m < masks; m++) {
            for (int t = 0; t < labels.length; t++) {
                for (int d = 0; d < labels.length; d++) {
                    logs[m][t][d] = Math.log(theta[m][t][d]);
                }
            }
        }
        for (int c = 0; c < decided.length; c++) {
            double[] w = belief[c];
            double greatest = Double.NEGATIVE_INFINITY;
            for (int t = 0; t < w.length; t++) {
                w[t] = Math.log(prior[t]);
                for (int m = 0; m < masks; m++) {
                    w[t] += logs[m][t][decided[c][m]];
                }
                greatest = Math.max(greatest, w[t]);
            }
            double sum = 0;
            for (int t = 0; t < w.length; t++) {
                w[t] = greatest == Double.NEGATIVE_INFINITY ? 0 : Math.exp(w[t] - greatest);
                sum += w[t];
            }
            for (int t = 0; t < w.length && sum > 0; t++) {
                w[t] /= sum;
            }
        }
    }

    private double[][][] maximise() {
        double[][][] next = new double[masks][labels.length][labels.length];
        for (int c = 0; c < decided.length; c++) {
            for (int t = 0; t < labels.length; t++) {
                double weight = voxels[c] * belief[c][t];
                for (int m = 0; m < masks; m++) {
                    next[m][t][decided[c][m]] += weight;
                }
            }
        }
        for (double[][] mask : next) {
            for (double[] truth : mask) {
                double sum = Arrays.stream(truth).sum();
                for (int d = 0; d < truth.length && sum > 0; d++) {
                    truth[d] /= sum;
                }
            }
        }
        return next;
    }

    private static double change(double[][][] a, double[][][] b) {
        double most = 0;
        for (int m = 0; m < a.length; m++) {
            for (int t = 0; t < a[m].length; t++) {
                for (int d = 0; d < a[m][t].length; d++) {
                    most = Math.max(most, Math.abs(a[m][t][d] - b[m][t][d]));
                }
            }
        }
        return most;
    }

    int rounds() {
        return rounds;
    }

    boolean settled() {
        return settled;
    }

    /** Ascending; background among them. */
    char[] labels() {
        return labels.clone();
    }

    double prior(int label) {
        return prior[label];
    }

    /** How likely {@code mask} has the label where it is the truth; NaN where it never is. */
    double sensitivity(int mask, int label) {
        return share(mask, label, true);
    }

    /** How likely {@code mask} has another label where it is not the truth; NaN where it always is. */
    double specificity(int mask, int label) {
        return share(mask, label, false);
    }

    private double share(int mask, int label, boolean truth) {
        double right = 0;
        double all = 0;
        for (int c = 0; c < decided.length; c++) {
            double weight = voxels[c] * (truth ? belief[c][label] : 1 - belief[c][label]);
            all += weight;
            right += (decided[c][mask] == label) == truth ? weight : 0;
        }
        return all == 0 ? Double.NaN : right / all;
    }

    /** The likeliest label of each combination; none where two are as likely. */
    void winners(Map<Decision, Character> to) {
        for (int c = 0; c < decided.length; c++) {
            int best = -1;
            double most = 0;
            for (int t = 0; t < labels.length; t++) {
                double w = belief[c][t];
                if (w > most + TIE) {
                    best = t;
                    most = w;
                } else if (w > most - TIE) {
                    best = -1;
                    most = Math.max(most, w);
                }
            }
            if (best >= 0) {
                to.put(keys.get(c), labels[best]);
            }
        }
    }
}
