package org.foldlink.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.jspecify.annotations.Nullable;

/**
 * The folds' weighted mean at the network's resolution, and each fold's own labels beside it. A fold weighs 1 where all of its tiles ran, and
 * less, down to 0, where some were left out. Slices may come from several threads, each slice of a fold once.
 */
final class Ensemble {

    /** A fold's own label where none of its tiles ran. */
    private static final char NO_SAY = 0xFFFF;

    private final int[] shape;
    private final int heads;
    private final LabelRule rule;
    private final Activation activation;
    /** Folds so far times their mean. */
    private final Tensor sum;
    /** Sum of the folds' weights of each voxel of a slice; null where it is the number of folds. */
    private final float[] @Nullable [] weights;

    private final char[][][] ownLabels;
    private boolean finite = true;
    private int folds;

    Ensemble(int[] shape, int heads, int folds, LabelRule rule) {
        this(shape, heads, folds, rule, Activation.NONE);
    }

    /** @param activation applied to each fold's logits before they are averaged */
    Ensemble(int[] shape, int heads, int folds, LabelRule rule, Activation activation) {
        this.shape = shape;
        this.heads = heads;
        this.rule = rule;
        this.activation = activation;
        this.sum = Tensor.allocate(heads, shape[0], shape[1], shape[2]);
        this.weights = new float[shape[0]][];
        this.ownLabels = new char[folds][shape[0]][];
    }

    /** Where the next fold's slices go; call {@link #endFold} after the last. */
    SlidingWindow.Sink nextFold() {
        char[][] labels = ownLabels[folds];
        return new SlidingWindow.Sink() {
            @Override
            public void slice(int z, float[][] logits, float @Nullable [] coverage) {
                labels[z] = new char[shape[1] * shape[2]];
                add(z, logits, coverage, labels[z]);
            }

            @Override
            public void notFinite() {
                finite = false;
            }
        };
    }

    private void add(int z, float[][] values, float @Nullable [] coverage, char[] labels) {
        int area = labels.length;
        activation.apply(values, area);
        rule.decide(values, area, threshold(1), new float[area], labels);
        if (coverage == null && weights[z] == null) {
            for (int h = 0; h < heads; h++) {
                float[] total = sum.slice(h, z);
                float[] more = values[h];
                for (int i = 0; i < area; i++) {
                    total[i] += more[i];
                }
            }
        } else {
            addPart(z, values, coverage, labels);
        }
    }

    private float threshold(int times) {
        return new Scores(sum, times, activation).threshold();
    }

    private void addPart(int z, float[][] values, float @Nullable [] coverage, char[] labels) {
        int area = labels.length;
        float[] before = weights[z];
        float[] after = new float[area];
        for (int i = 0; i < area; i++) {
            float weight = coverage == null ? 1 : coverage[i];
            float had = before == null ? folds : before[i];
            after[i] = had + weight;
            // Keeps the sum at (folds + 1) times the weighted mean, whatever the weights.
            float keep = after[i] == 0 || folds == 0 ? 0 : had / after[i] * (folds + 1) / folds;
            float take = after[i] == 0 ? 0 : weight / after[i] * (folds + 1);
            for (int h = 0; h < heads; h++) {
                float[] total = sum.slice(h, z);
                total[i] = total[i] * keep + values[h][i] * take;
            }
            if (weight == 0) {
                labels[i] = NO_SAY;
            }
        }
        weights[z] = after;
    }

    /** @throws SegmentationException if the fold gave a logit that is not finite */
    void endFold(int index) throws SegmentationException {
        folds++;
        if (!finite) {
            throw notFinite(index);
        }
    }

    static SegmentationException notFinite(int fold) {
        return new SegmentationException(
                SegmentationException.Code.RUNTIME,
                "model",
                "fold " + fold + " gives logits that are not finite (expected finite numbers; verify the model's"
                        + " files and the volume's intensities)");
    }

    int folds() {
        return folds;
    }

    /** Folds so far times their mean, the same labels as the mean. */
    Tensor sum() {
        return sum;
    }

    Scores scores() {
        return new Scores(sum, folds, activation);
    }

    /**
     * Share of folds whose own label differs from the ensemble's, of those that ran there.
     *
     * @param percent one slice a z, 0–100, network's grid; empty where it was not asked for
     * @param byLabel label value to the mean share (0–1) of folds that give it, over the voxels where the ensemble does; of
     *     the voxels with two or more: one alone has nobody to agree with
     */
    record Agreement(List<byte[]> percent, Map<Integer, Double> byLabel) {}

    /** @param withPercent whether the share is asked for voxel by voxel too */
    Agreement agreement(Workers workers, boolean withPercent) {
        int area = shape[1] * shape[2];
        byte[][] percent = new byte[withPercent ? shape[0] : 0][area];
        if (folds < 2) {
            return new Agreement(List.of(percent), Map.of());
        }
        long[] totalSaid = new long[65536];
        long[] totalVotes = new long[65536];
        Object lock = new Object();
        int parts = Math.min(shape[0], workers.threads());
        workers.forEach(parts, part -> {
            long[] votes = new long[65536];
            long[] count = new long[65536];
            Votes voted = new Votes(area);
            for (int z = part; z < shape[0]; z += parts) {
                vote(z, voted);
                for (int i = 0; i < area; i++) {
                    if (voted.said[i] > 1) {
                        count[voted.labels[i]] += voted.said[i];
                        votes[voted.labels[i]] += voted.same[i];
                    }
                }
                if (withPercent) {
                    for (int i = 0; i < area; i++) {
                        int said = Math.max(1, voted.said[i]);
                        percent[z][i] = (byte) ((200 * (voted.said[i] - voted.same[i]) + said) / (2 * said));
                    }
                }
            }
            synchronized (lock) {
                for (int l = 0; l < votes.length; l++) {
                    totalSaid[l] += count[l];
                    totalVotes[l] += votes[l];
                }
            }
        });
        Map<Integer, Double> byLabel = new TreeMap<>();
        for (int l = 1; l < totalSaid.length; l++) {
            if (totalSaid[l] > 0) {
                byLabel.put(l, (double) totalVotes[l] / totalSaid[l]);
            }
        }
        return new Agreement(List.of(percent), byLabel);
    }

    /** The ensemble's labels of one slice, how many folds say the same there, and how many say anything. */
    private static final class Votes {

        final char[] labels;
        final short[] same;
        final short[] said;
        final float[] scratch;

        Votes(int area) {
            labels = new char[area];
            same = new short[area];
            said = new short[area];
            scratch = new float[area];
        }
    }

    private void vote(int z, Votes to) {
        int area = to.labels.length;
        float[][] logits = new float[heads][];
        for (int h = 0; h < heads; h++) {
            logits[h] = sum.slice(h, z);
        }
        rule.decide(logits, area, threshold(folds), to.scratch, to.labels);
        Arrays.fill(to.same, (short) 0);
        Arrays.fill(to.said, (short) 0);
        for (int f = 0; f < folds; f++) {
            char[] own = ownLabels[f][z];
            for (int i = 0; i < area; i++) {
                to.same[i] += (short) (own[i] == to.labels[i] ? 1 : 0);
                to.said[i] += (short) (own[i] == NO_SAY ? 0 : 1);
            }
        }
    }
}
