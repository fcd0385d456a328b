package org.foldlink.inference;

/** What a fold's logits become, at the network's resolution, before the folds are averaged. nnU-Net averages the logits themselves. */
enum Activation {
    NONE,
    /** Over the heads. */
    SOFTMAX,
    /** Of each head. */
    SIGMOID;

    /** In place, on the first {@code n} voxels of {@code [head][voxel]}. */
    void apply(float[][] logits, int n) {
        switch (this) {
            case NONE -> {}
            case SOFTMAX -> softmax(logits, n);
            case SIGMOID -> {
                for (float[] row : logits) {
                    for (int i = 0; i < n; i++) {
                        row[i] = (float) (1 / (1 + Math.exp(-row[i])));
                    }
                }
            }
        }
    }

    private static void softmax(float[][] logits, int n) {
        for (int i = 0; i < n; i++) {
            double max = Double.NEGATIVE_INFINITY;
            for (float[] row : logits) {
                max = Math.max(max, row[i]);
            }
            double sum = 0;
            for (float[] row : logits) {
                sum += Math.exp(row[i] - max);
            }
            for (float[] row : logits) {
                row[i] = (float) (Math.exp(row[i] - max) / sum);
            }
        }
    }
}
