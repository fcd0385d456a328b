package org.foldlink.inference;

import java.util.Arrays;
import java.util.List;
import org.foldlink.models.NnunetPlans;

/**
 * From logits or probabilities to a label: the highest head (the first of equals), or, for a region-based model, each region whose
 * probability is above 0.5 (a logit above 0) overwriting in {@code regions_class_order}. Immutable.
 */
final class LabelRule {

    private final int heads;
    private final int[] regions;

    private LabelRule(int heads, List<Integer> regions) {
        this.heads = heads;
        this.regions = regions.stream().mapToInt(Integer::intValue).toArray();
    }

    static LabelRule of(NnunetPlans plans) {
        return of(plans.heads(), plans.regionsClassOrder());
    }

    /** @param regions the label value of each head, in the order in which they overwrite; empty for an argmax over the heads */
    static LabelRule of(int heads, List<Integer> regions) {
        return new LabelRule(heads, regions);
    }

    /** As {@link #decide(float[][], int, int, float, float[], char[])} from the first voxel on. */
    void decide(float[][] values, int n, float threshold, float[] scratch, char[] labels) {
        decide(values, 0, n, threshold, scratch, labels);
    }

    /**
     * Of voxels {@code at} to {@code at + n}.
     *
     * @param values {@code [head][voxel]}, any positive multiple of logits or of probabilities
     * @param threshold above which a region is there: {@link Scores#threshold}
     * @param best scratch of at least {@code n} values
     * @param labels receives the label value of each
     */
    void decide(float[][] values, int at, int n, float threshold, float[] best, char[] labels) {
        Arrays.fill(labels, at, at + n, (char) 0);
        if (regions.length > 0) {
            for (int h = 0; h < heads; h++) {
                char value = (char) regions[h];
                float[] row = values[h];
                for (int i = at; i < at + n; i++) {
                    labels[i] = row[i] > threshold ? value : labels[i];
                }
            }
            return;
        }
        System.arraycopy(values[0], at, best, 0, n);
        for (int h = 1; h < heads; h++) {
            float[] row = values[h];
            for (int i = 0; i < n; i++) {
                float value = row[at + i];
                if (value > best[i]) {
                    best[i] = value;
                    labels[at + i] = (char) h;
                }
            }
        }
    }

    /** Mean values to probabilities in place: softmax over the heads, or a sigmoid each, unless they are probabilities already. */
    void probabilities(float[][] values, int n, Activation made) {
        if (made == Activation.NONE) {
            (regions.length > 0 ? Activation.SIGMOID : Activation.SOFTMAX).apply(values, n);
        }
    }

    /**
     * Entropy in percent of its largest value: of the softmax over the heads (log heads), or the mean over the regions' sigmoids (log 2).
     *
     * @param values mean logits, or what {@code made} has made of them; overwritten
     * @param percent receives {@code n} values, 0–100
     */
    void entropy(float[][] values, int n, Activation made, byte[] percent) {
        probabilities(values, n, made);
        boolean sigmoids = regions.length > 0;
        double most = sigmoids ? heads * Math.log(2) : Math.log(heads);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int h = 0; h < heads; h++) {
                double p = values[h][i];
                sum -= plogp(p) + (sigmoids ? plogp(1 - p) : 0);
            }
            percent[i] = (byte) Math.round(100 * Math.min(1, Math.max(0, sum / most)));
        }
    }

    /**
     * How far each voxel is from another label: between the two highest mean logits, or the least distance of a region's from 0. Of mean
     * probabilities, the same of their log-odds.
     *
     * @param values {@code [head][voxel]} of {@code scores}
     * @param margins receives {@code n} values, 0 or more
     */
    void margins(float[][] values, int n, Scores scores, float[] margins) {
        boolean logits = scores.made() == Activation.NONE;
        float times = scores.times();
        for (int i = 0; i < n; i++) {
            if (regions.length > 0) {
                double least = Double.POSITIVE_INFINITY;
                for (int h = 0; h < heads; h++) {
                    double v = values[h][i] / times;
                    least = Math.min(least, Math.abs(logits ? v : Math.log(v / (1 - v))));
                }
                margins[i] = (float) least;
                continue;
            }
            float best = Float.NEGATIVE_INFINITY;
            float second = Float.NEGATIVE_INFINITY;
            for (int h = 0; h < heads; h++) {
                float v = values[h][i];
                second = Math.max(second, Math.min(best, v));
                best = Math.max(best, v);
            }
            margins[i] = logits ? (best - second) / times : (float) Math.log((double) best / second);
        }
    }

    private static double plogp(double p) {
        return p > 0 ? p * Math.log(p) : 0;
    }

    /** The label value that a head stands for. */
    int label(int head) {
        return regions.length > 0 ? regions[head] : head;
    }

    /** Value outside of what the network saw: all background. */
    float outside(int head) {
        return regions.length == 0 && head == 0 ? 1 : 0;
    }
}
