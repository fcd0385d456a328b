package org.foldlink.measure.metrics;

import java.util.Locale;

/**
 * When a lesion counts as found and a finding as false.
 *
 * @param share 0: a lesion is found where the prediction has one voxel of it, and a finding is false where it has no voxel of any lesion.
 *     Above 0, to 1: found where the prediction covers this share of its voxels, false where less than this share of its own voxels lies in
 *     lesions
 */
public record LesionCriterion(double share) {

    public static final LesionCriterion ONE_VOXEL = new LesionCriterion(0);

    public LesionCriterion {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("lesion overlap = " + share + " (expected 0 for one voxel, to 1)");
        }
    }

    boolean met(long inside, long of) {
        return inside > 0 && inside >= share * of;
    }

    /** In words, as results state it. */
    public String text() {
        return share == 0
                ? "26-connected components; a lesion is found where the prediction has one voxel of it, a finding is false where it"
                        + " has no voxel of any lesion"
                : String.format(
                        Locale.ROOT,
                        "26-connected components; a lesion is found where the prediction covers %.4g of its voxels, a finding is false"
                                + " where less than %.4g of its own voxels lies in lesions",
                        share,
                        share);
    }
}
