package org.foldlink.render;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/** Reads a volume at points of RAS mm, whatever way its grid lies. Thread-safe. */
final class Sampler {

    private final Volume volume;
    private final Affine rasToIndex;

    Sampler(Volume volume) {
        this.volume = volume;
        this.rasToIndex = volume.grid().indexToRas().inverse();
    }

    /** Around the outer faces of a grid's voxels, RAS mm. */
    static Box extent(Grid grid) {
        Vec3 min = null;
        Vec3 max = null;
        for (int c = 0; c < 8; c++) {
            Vec3 p = grid.indexToRas()
                    .apply(
                            -0.5 + (c & 1) * grid.sizeI(),
                            -0.5 + (c >> 1 & 1) * grid.sizeJ(),
                            -0.5 + (c >> 2 & 1) * grid.sizeK());
            min = min == null
                    ? p
                    : new Vec3(Math.min(min.x(), p.x()), Math.min(min.y(), p.y()), Math.min(min.z(), p.z()));
            max = max == null
                    ? p
                    : new Vec3(Math.max(max.x(), p.x()), Math.max(max.y(), p.y()), Math.max(max.z(), p.z()));
        }
        if (min == null || max == null) {
            throw new AssertionError("a box has corners");
        }
        return new Box(min, max);
    }

    /** The value of the voxel whose cell holds the point; {@code outside} beyond the grid. */
    double nearest(Vec3 ras, double outside) {
        Vec3 p = rasToIndex.apply(ras);
        Grid g = volume.grid();
        double i = Math.floor(p.x() + 0.5);
        double j = Math.floor(p.y() + 0.5);
        double k = Math.floor(p.z() + 0.5);
        if (i < 0 || j < 0 || k < 0 || i >= g.sizeI() || j >= g.sizeJ() || k >= g.sizeK()) {
            return outside;
        }
        return volume.at((int) i, (int) j, (int) k);
    }

    /** Trilinear between voxel centres, the outer half voxel as its centre; {@code outside} beyond the grid. */
    double linear(Vec3 ras, double outside) {
        Vec3 p = rasToIndex.apply(ras);
        Grid g = volume.grid();
        if (p.x() < -0.5
                || p.y() < -0.5
                || p.z() < -0.5
                || p.x() >= g.sizeI() - 0.5
                || p.y() >= g.sizeJ() - 0.5
                || p.z() >= g.sizeK() - 0.5) {
            return outside;
        }
        double x = Math.max(0, Math.min(g.sizeI() - 1, p.x()));
        double y = Math.max(0, Math.min(g.sizeJ() - 1, p.y()));
        double z = Math.max(0, Math.min(g.sizeK() - 1, p.z()));
        int i = Math.min((int) x, Math.max(0, g.sizeI() - 2));
        int j = Math.min((int) y, Math.max(0, g.sizeJ() - 2));
        int k = Math.min((int) z, Math.max(0, g.sizeK() - 2));
        double sum = 0;
        for (int c = 0; c < 8; c++) {
            int di = c & 1;
            int dj = c >> 1 & 1;
            int dk = c >> 2 & 1;
            double w = (di == 1 ? x - i : 1 - x + i) * (dj == 1 ? y - j : 1 - y + j) * (dk == 1 ? z - k : 1 - z + k);
            if (w > 0) {
                sum += w * volume.at(i + di, j + dj, k + dk);
            }
        }
        return sum;
    }
}
