package org.foldlink.measure;

import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Voxels;

/**
 * A grid read as near-axial slices: across the grid axis nearest to S lie the slices, along the lowest of the other two axes their rows.
 *
 * @param across grid axis (0 i, 1 j, 2 k) from slice to slice
 * @param rowAxis grid axis along a row
 * @param columnAxis grid axis from row to row
 */
record Planes(Grid grid, int across, int rowAxis, int columnAxis) {

    static Planes of(Grid grid) {
        Vec3[] steps = {
            grid.indexToRas().i().unit(),
            grid.indexToRas().j().unit(),
            grid.indexToRas().k().unit()
        };
        int across = 2;
        for (int a = 1; a >= 0; a--) {
            if (Math.abs(steps[a].z()) > Math.abs(steps[across].z())) {
                across = a;
            }
        }
        return new Planes(grid, across, across == 0 ? 1 : 0, across == 2 ? 1 : 2);
    }

    private int size(int axis) {
        return axis == 0 ? grid.sizeI() : axis == 1 ? grid.sizeJ() : grid.sizeK();
    }

    double spacing(int axis) {
        Vec3 s = grid.spacing();
        return axis == 0 ? s.x() : axis == 1 ? s.y() : s.z();
    }

    int count() {
        return size(across);
    }

    int rows() {
        return size(columnAxis);
    }

    int rowLength() {
        return size(rowAxis);
    }

    /** The grid index (i, j, k) of a voxel. */
    int[] index(int slice, int row, int inRow) {
        int[] index = new int[3];
        index[across] = slice;
        index[columnAxis] = row;
        index[rowAxis] = inRow;
        return index;
    }

    /** One row into {@code to}. */
    void read(Voxels voxels, int slice, int row, float[] to) {
        int[] start = index(slice, row, 0);
        long from = grid.index(start[0], start[1], start[2]);
        if (rowAxis == 0) {
            voxels.read(from, to, 0, to.length);
            return;
        }
        // Rows along j, where the slices lie across i: every voxel is a stride apart.
        for (int u = 0; u < to.length; u++) {
            to[u] = (float) voxels.get(from + (long) u * grid.sizeI());
        }
    }

    /** Likewise, every type's values exact. */
    void read(Voxels voxels, int slice, int row, double[] to) {
        int[] start = index(slice, row, 0);
        long from = grid.index(start[0], start[1], start[2]);
        if (rowAxis == 0) {
            voxels.read(from, to, 0, to.length);
            return;
        }
        for (int u = 0; u < to.length; u++) {
            to[u] = voxels.get(from + (long) u * grid.sizeI());
        }
    }
}
