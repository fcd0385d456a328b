package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;

/**
 * The folds' logits summed at the network's resolution, and each fold's own labels beside them. Slices may come from several threads, each
 * slice of a fold once.
 */
final class Ensemble {

    private final int[] shape;
    private final int heads;
    private final LabelRule rule;
    private final Tensor sum;
    private final char[][][] ownLabels;
    private final AtomicBoolean finite = new AtomicBoolean(true);
    private int folds;

    Ensemble(int[] shape, int heads, int folds, LabelRule rule) {
        this.shape = shape;
        this.heads = heads;
        this.rule = rule;
        this.sum = Tensor.allocate(heads, shape[0], shape[1], shape[2]);
        this.ownLabels = new char[folds][shape[0]][];
    }

    /** Where the next fold's slices go; call {@link #endFold} after the last. */
    SlidingWindow.Sink nextFold() {
        char[][] labels = ownLabels[folds];
        return (z, logits) -> {
            int area = shape[1] * shape[2];
            labels[z] = new char[area];
            rule.decide(logits, area, new float[area], labels[z]);
            for (int h = 0; h < heads; h++) {
                float[] total = sum.slice(h, z);
                float check = 0;
                for (int i = 0; i < area; i++) {
                    total[i] += logits[h][i];
                    check += logits[h][i] * 0;
                }
                if (check != 0) { // NaN: 0 times a NaN or an infinity
                    finite.set(false);
                }
            }
        };
    }

    /** @throws SegmentationException if the fold gave a logit that is not finite */
    void endFold(int index) throws SegmentationException {
        folds++;
        if (!finite.get()) {
            throw new SegmentationException(
                    SegmentationException.Code.RUNTIME,
                    "model",
                    "fold " + index + " gives logits that are not finite (expected finite numbers; verify the model's"
                            + " files and the volume's intensities)");
        }
    }

    int folds() {
        return folds;
    }

    /** Sum of the folds' logits so far, the same labels as their mean. */
    Tensor sum() {
        return sum;
    }

    /**
     * Share of folds whose own label differs from the ensemble's.
     *
     * @param percent one slice a z, 0–100, network's grid
     * @param byLabel label value to the mean share (0–1) of folds that give it, over the voxels where the ensemble does; empty after one
     *     fold, which has nobody to agree with
     */
    record Agreement(List<byte[]> percent, Map<Integer, Double> byLabel) {}

    Agreement agreement(Workers workers) {
        int area = shape[1] * shape[2];
        byte[][] percent = new byte[shape[0]][area];
        long[] totalVoxels = new long[65536];
        long[] totalVotes = new long[65536];
        Object lock = new Object();
        int parts = Math.min(shape[0], workers.threads());
        workers.forEach(parts, part -> {
            long[] votes = new long[65536];
            long[] count = new long[65536];
            float[] scratch = new float[area];
            char[] labels = new char[area];
            for (int z = part; z < shape[0]; z += parts) {
                float[][] logits = new float[heads][];
                for (int h = 0; h < heads; h++) {
                    logits[h] = sum.slice(h, z);
                }
                rule.decide(logits, area, scratch, labels);
                for (int i = 0; i < area; i++) {
                    int same = 0;
                    for (int f = 0; f < folds; f++) {
                        same += ownLabels[f][z][i] == labels[i] ? 1 : 0;
                    }
                    count[labels[i]]++;
                    votes[labels[i]] += same;
                    percent[z][i] = (byte) Math.round(100.0 * (folds - same) / folds);
                }
            }
            synchronized (lock) {
                for (int l = 0; l < votes.length; l++) {
                    totalVoxels[l] += count[l];
                    totalVotes[l] += votes[l];
                }
            }
        });
        Map<Integer, Double> byLabel = new TreeMap<>();
        for (int l = 1; l < totalVoxels.length; l++) {
            if (totalVoxels[l] > 0 && folds > 1) {
                byLabel.put(l, (double) totalVotes[l] / ((double) folds * totalVoxels[l]));
            }
        }
        return new Agreement(List.of(percent), byLabel);
    }
}
