package org.foldlink.models;

import java.util.List;

/** How a MONAI pipeline's network sees the preprocessed volume. Immutable. */
public sealed interface MonaiInferer {

    /** Voxels that one pass takes, along array axes 0, 1, 2. */
    List<Integer> roi();

    /**
     * {@code SlidingWindowInferer}: tiles every {@code int(roi · (1 - overlap))} voxels, the last shifted back to the end; a smaller volume is
     * padded with zeros on both sides.
     *
     * @param overlap 0 to below 1, an axis each
     * @param gaussian weights fall off from the tile's middle; else every voxel weighs the same
     * @param sigmaScale the Gaussian's standard deviation as a part of the tile, an axis each
     */
    record SlidingWindow(List<Integer> roi, List<Double> overlap, boolean gaussian, List<Double> sigmaScale)
            implements MonaiInferer {
        public SlidingWindow {
            roi = List.copyOf(roi);
            overlap = List.copyOf(overlap);
            sigmaScale = List.copyOf(sigmaScale);
        }
    }

    /** {@code SimpleInferer}: the whole volume at once, of the size that the pipeline's {@link MonaiStep.Resize} gives it. */
    record Whole(List<Integer> roi) implements MonaiInferer {
        public Whole {
            roi = List.copyOf(roi);
        }
    }
}
