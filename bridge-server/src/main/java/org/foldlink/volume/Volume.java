package org.foldlink.volume;

import org.foldlink.geometry.Grid;

/**
 * One scalar image in the patient's space: {@code voxels[i + sizeI * (j + sizeJ * k)]} on {@code grid} (RAS mm, voxel centres). Values are
 * as the source states them after its scaling (HU for CT). Immutable by convention once handed on; safe to read from many threads.
 */
public record Volume(Grid grid, Voxels voxels) {

    public Volume {
        if (voxels.count() != grid.count()) {
            throw new IllegalArgumentException("volume has " + voxels.count() + " voxels (expected " + grid.sizeI()
                    + " x " + grid.sizeJ() + " x " + grid.sizeK() + " = " + grid.count() + ")");
        }
    }

    public static Volume allocate(Grid grid, VoxelType type) {
        return new Volume(grid, Voxels.allocate(type, grid.count()));
    }

    public VoxelType type() {
        return voxels.type();
    }

    public double at(int i, int j, int k) {
        return voxels.get(grid.index(i, j, k));
    }
}
