package org.foldlink.models;

/** How nnU-Net scales one channel before resampling ({@code normalization_schemes} and {@code use_mask_for_norm} of plans.json). */
public sealed interface Normalization {

    /**
     * {@code (clip(x, lower, upper) - mean) / max(std, 1e-8)} with figures of the training data's foreground, in the volume's own unit (HU
     * for CT).
     */
    record Ct(double lower, double upper, double mean, double std) implements Normalization {}

    /**
     * {@code (x - mean) / max(std, 1e-8)} with the image's own population figures.
     *
     * @param insideMask only inside the nonzero mask (holes filled); voxels outside stay as they are
     */
    record ZScore(boolean insideMask) implements Normalization {}

    /** {@code (x - min) / max(max - min, 1e-8)}. */
    record RescaleTo01() implements Normalization {}

    /** {@code x / 255}; the values must lie in 0–255. */
    record RgbTo01() implements Normalization {}

    /** As it is. */
    record None() implements Normalization {}
}
