package org.foldlink.measure;

import java.util.List;
import org.foldlink.geometry.Vec3;

/**
 * A box along the grid's axes, from outer voxel face to outer voxel face.
 *
 * @param centre RAS mm
 * @param axes unit vectors in RAS of the grid's i, j, k; orthogonal as the grid's are
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
