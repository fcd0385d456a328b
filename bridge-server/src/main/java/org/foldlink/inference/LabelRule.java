package org.foldlink.inference;

import java.util.Arrays;
import java.util.List;
import org.foldlink.models.NnunetPlans;

/**
 * From logits to a label: the head with the highest logit (the first of equals), or, for a region-based model, each region whose sigmoid is
 * above 0.5 (a logit above 0) overwriting in {@code regions_class_order}. Immutable.
 */
final class LabelRule {

    private final int heads;
    private final int[] regions;

    private LabelRule(int heads, List<Integer> regions) {
        this.heads = heads;
        this.regions = regions.stream().mapToInt(Integer::intValue).toArray();
    }

    static LabelRule of(NnunetPlans plans) {
        return new LabelRule(plans.heads(), plans.regionsClassOrder());
    }

    /**
     * @param logits {@code [head][voxel]}, any positive multiple of them
     * @param scratch at least {@code n} values
     * @param labels receives {@code n} label values
     */
    void decide(float[][] logits, int n, float[] scratch, char[] labels) {
        if (regions.length > 0) {
            Arrays.fill(labels, 0, n, (char) 0);
            for (int h = 0; h < heads; h++) {
                char value = (char) regions[h];
                float[] row = logits[h];
                for (int i = 0; i < n; i++) {
                    if (row[i] > 0) {
                        labels[i] = value;
                    }
                }
            }
            return;
        }
        System.arraycopy(logits[0], 0, scratch, 0, n);
        Arrays.fill(labels, 0, n, (char) 0);
        for (int h = 1; h < heads; h++) {
            float[] row = logits[h];
            for (int i = 0; i < n; i++) {
                if (row[i] > scratch[i]) {
                    scratch[i] = row[i];
                    labels[i] = (char) h;
                }
            }
        }
    }

    /** Logits to probabilities in place: softmax over the heads, or a sigmoid each. */
    void probabilities(float[][] logits, int n) {
        for (int i = 0; i < n; i++) {
            if (regions.length > 0) {
                for (int h = 0; h < heads; h++) {
                    logits[h][i] = (float) (1 / (1 + Math.exp(-logits[h][i])));
                }
                continue;
            }
            double max = Double.NEGATIVE_INFINITY;
            for (int h = 0; h < heads; h++) {
                max = Math.max(max, logits[h][i]);
            }
            double sum = 0;
            for (int h = 0; h < heads; h++) {
                sum += Math.exp(logits[h][i] - max);
            }
            for (int h = 0; h < heads; h++) {
                logits[h][i] = (float) (Math.exp(logits[h][i] - max) / sum);
            }
        }
    }

    /**
     * Entropy in percent of its largest value: of the softmax over the heads (log heads), or the mean over the regions' sigmoids (log 2).
     *
     * @param logits mean logits; overwritten
     * @param percent receives {@code n} values, 0–100
     */
    void entropy(float[][] logits, int n, byte[] percent) {
        probabilities(logits, n);
        boolean sigmoids = regions.length > 0;
        double most = sigmoids ? heads * Math.log(2) : Math.log(heads);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int h = 0; h < heads; h++) {
                double p = logits[h][i];
                sum -= plogp(p) + (sigmoids ? plogp(1 - p) : 0);
            }
            percent[i] = (byte) Math.round(100 * Math.min(1, Math.max(0, sum / most)));
        }
    }

    private static double plogp(double p) {
        return p > 0 ? p * Math.log(p) : 0;
    }

    /** Value outside of what the network saw: all background. */
    float outside(int head) {
        return regions.length == 0 && head == 0 ? 1 : 0;
    }
}
