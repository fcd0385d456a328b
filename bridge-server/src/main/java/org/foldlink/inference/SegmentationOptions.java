package org.foldlink.inference;

import java.util.Optional;
import org.foldlink.geometry.Box;

/**
 * What one run is asked to do; the defaults are nnU-Net's own behaviour.
 *
 * @param folds how many of the model's folds, in their order; 0 = all
 * @param mirroring test-time mirroring on the axes that the model allows
 * @param mode every fold on every tile, or a named faster way
 * @param region RAS mm: only this part of the volume is computed, the rest is background
 * @param previews a labelmap after each fold but the last
 * @param doubt which map of doubt is made
 * @param probabilities the softmax of the mean logits on the input's grid, a float32 volume a class
 * @param priority an urgent run goes before those that are not
 * @param post the model's own post-processing of the final labelmap; previews never have it
 */
public record SegmentationOptions(
        int folds,
        boolean mirroring,
        Mode mode,
        Optional<Box> region,
        boolean previews,
        Doubt doubt,
        boolean probabilities,
        Priority priority,
        boolean post) {

    public static final SegmentationOptions DEFAULT = new SegmentationOptions(
            0, true, Mode.EXACT, Optional.empty(), true, Doubt.NONE, false, Priority.NORMAL, true);

    public SegmentationOptions {
        if (folds < 0) {
            throw new IllegalArgumentException("folds = " + folds + " (expected 0 for all, or 1 or more)");
        }
    }

    public SegmentationOptions withFolds(int n) {
        return new SegmentationOptions(n, mirroring, mode, region, previews, doubt, probabilities, priority, post);
    }

    public SegmentationOptions withMirroring(boolean on) {
        return new SegmentationOptions(folds, on, mode, region, previews, doubt, probabilities, priority, post);
    }

    public SegmentationOptions withMode(Mode which) {
        return new SegmentationOptions(folds, mirroring, which, region, previews, doubt, probabilities, priority, post);
    }

    public SegmentationOptions withRegion(Box box) {
        return withRegion(Optional.of(box));
    }

    SegmentationOptions withRegion(Optional<Box> box) {
        return new SegmentationOptions(folds, mirroring, mode, box, previews, doubt, probabilities, priority, post);
    }

    public SegmentationOptions withPreviews(boolean on) {
        return new SegmentationOptions(folds, mirroring, mode, region, on, doubt, probabilities, priority, post);
    }

    public SegmentationOptions withDoubt(Doubt which) {
        return new SegmentationOptions(folds, mirroring, mode, region, previews, which, probabilities, priority, post);
    }

    public SegmentationOptions withProbabilities(boolean on) {
        return new SegmentationOptions(folds, mirroring, mode, region, previews, doubt, on, priority, post);
    }

    public SegmentationOptions withPriority(Priority which) {
        return new SegmentationOptions(folds, mirroring, mode, region, previews, doubt, probabilities, which, post);
    }

    public SegmentationOptions withPost(boolean on) {
        return new SegmentationOptions(folds, mirroring, mode, region, previews, doubt, probabilities, priority, on);
    }
}
