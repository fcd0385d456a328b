package org.foldlink.measure;

import java.util.List;
import org.foldlink.geometry.Vec3;

/**
 * A box along axes of its own, around whole voxels: to their outermost faces where the axes are the grid's, to their outermost corners where
 * they are not.
 *
 * @param centre RAS mm
 * @param axes unit vectors in RAS: the grid's i, j, k, orthogonal as the grid's are; or a structure's own
 * @param size mm along each of {@code axes}
 */
public record OrientedBox(Vec3 centre, List<Vec3> axes, Vec3 size) {

    public OrientedBox {
        axes = List.copyOf(axes);
        if (axes.size() != 3) {
            throw new IllegalArgumentException("oriented box has " + axes.size() + " axes (expected 3)");
        }
    }
}
