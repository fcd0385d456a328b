package org.foldlink.inference;

/**
 * When the folds so far are in doubt about a tile, in {@link Mode#ADAPTIVE}: when more than {@code share} of the voxels that show something
 * there (a label other than the background, or a narrow margin) have a margin below {@code margin}. What then runs: {@link TileDoubt}. Measured in docs/decisions/adaptive.md.
 *
 * @param margin between the two best mean logits, or of a region's logit from 0; of mean probabilities, of their log-odds
 * @param share 0–1; 0 runs every tile with one such voxel
 */
public record AdaptiveRule(double margin, double share) {

    public static final AdaptiveRule DEFAULT = new AdaptiveRule(1, 0.08);

    public AdaptiveRule {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("margin = " + margin + " (expected 0 or more)");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share = " + share + " (expected 0..1)");
        }
    }
}
