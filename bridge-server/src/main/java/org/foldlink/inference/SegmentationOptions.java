package org.foldlink.inference;

import java.util.Optional;
import org.foldlink.geometry.Box;

/**
 * What one run is asked to do; the defaults are nnU-Net's own behaviour.
 *
 * @param folds how many of the model's folds, in their order; 0 = all
 * @param mirroring test-time mirroring on the axes that the model allows
 * @param region RAS mm: only this part of the volume is computed, the rest is background
 * @param previews a labelmap after each fold but the last
 * @param doubt the share of folds that disagree with the label, per voxel
 * @param probabilities the softmax of the mean logits on the input's grid, a float32 volume a class
 */
public record SegmentationOptions(
        int folds, boolean mirroring, Optional<Box> region, boolean previews, boolean doubt, boolean probabilities) {

    public static final SegmentationOptions DEFAULT =
            new SegmentationOptions(0, true, Optional.empty(), true, false, false);

    public SegmentationOptions {
        if (folds < 0) {
            throw new IllegalArgumentException("folds = " + folds + " (expected 0 for all, or 1 or more)");
        }
    }

    public SegmentationOptions withFolds(int n) {
        return new SegmentationOptions(n, mirroring, region, previews, doubt, probabilities);
    }

    public SegmentationOptions withMirroring(boolean on) {
        return new SegmentationOptions(folds, on, region, previews, doubt, probabilities);
    }

    public SegmentationOptions withRegion(Box box) {
        return new SegmentationOptions(folds, mirroring, Optional.of(box), previews, doubt, probabilities);
    }

    public SegmentationOptions withPreviews(boolean on) {
        return new SegmentationOptions(folds, mirroring, region, on, doubt, probabilities);
    }

    public SegmentationOptions withDoubt(boolean on) {
        return new SegmentationOptions(folds, mirroring, region, previews, on, probabilities);
    }

    public SegmentationOptions withProbabilities(boolean on) {
        return new SegmentationOptions(folds, mirroring, region, previews, doubt, on);
    }
}
