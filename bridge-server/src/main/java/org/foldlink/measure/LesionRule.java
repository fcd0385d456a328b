package org.foldlink.measure;

import java.util.Set;

/**
 * What counts as a lesion: every 26-connected component of one of these labels, if it is large enough.
 *
 * @param labels values in the labelmap
 * @param minMl least volume; a smaller component is left out and counted as such
 */
public record LesionRule(Set<Integer> labels, double minMl) {

    /** A ball of nearly 6 mm: below, a few voxels of a usual scan decide. */
    public static final double MIN_ML = 0.1;

    public LesionRule {
        labels = Set.copyOf(labels);
        if (!(minMl >= 0) || Double.isInfinite(minMl)) {
            throw new IllegalArgumentException("least volume of a lesion = " + minMl + " ml (expected 0 or more)");
        }
    }
}
