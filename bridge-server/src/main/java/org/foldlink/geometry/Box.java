package org.foldlink.geometry;

/** An axis-aligned box in RAS mm; a box of voxels reaches half a voxel beyond the outer voxel centres. */
public record Box(Vec3 min, Vec3 max) {

    public Box {
        if (!(min.x() <= max.x() && min.y() <= max.y() && min.z() <= max.z())) {
            throw new IllegalArgumentException(
                    "box min " + min + " lies beyond max " + max + " (expected min <= max on every axis)");
        }
    }

    public Vec3 centre() {
        return min.plus(max).times(0.5);
    }

    public Vec3 size() {
        return max.minus(min);
    }
}
