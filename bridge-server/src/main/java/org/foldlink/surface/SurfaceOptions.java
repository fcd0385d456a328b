package org.foldlink.surface;

import java.util.Optional;
import java.util.Set;

/**
 * How surfaces are made.
 *
 * @param labels values of those that get one; empty for all. The others count as background
 * @param smooth whether the voxels' steps are smoothed; each structure keeps its volume within 1 %
 * @param maxTriangles of a structure; 0 for as many as there are. Fewer than 4 cannot be closed, so a mesh may end a little above a very low number
 */
public record SurfaceOptions(Optional<Set<Integer>> labels, boolean smooth, int maxTriangles) {

    /** All labels, smooth, every triangle. */
    public static final SurfaceOptions DEFAULT = new SurfaceOptions(Optional.empty(), true, 0);

    public SurfaceOptions {
        labels = labels.map(Set::copyOf);
        if (maxTriangles < 0) {
            throw new IllegalArgumentException(
                    "triangles = " + maxTriangles + " (expected 1 or more a structure, or 0 for all)");
        }
    }

    public SurfaceOptions withLabels(Set<Integer> only) {
        return new SurfaceOptions(Optional.of(only), smooth, maxTriangles);
    }

    public SurfaceOptions withSmooth(boolean on) {
        return new SurfaceOptions(labels, on, maxTriangles);
    }

    public SurfaceOptions withMaxTriangles(int n) {
        return new SurfaceOptions(labels, smooth, n);
    }
}
