package org.foldlink.inference;

import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Seeded volumes on seeded grids. */
public final class TestVolumes {

    private TestVolumes() {}

    /** Axes permuted, flipped and turned by up to 0.3 rad; right- or left-handed. */
    public static Grid grid(Random random, int minSize, int maxSize, double minSpacing, double maxSpacing) {
        int[] size = new int[3];
        double[] spacing = new double[3];
        for (int a = 0; a < 3; a++) {
            size[a] = minSize + random.nextInt(maxSize - minSize + 1);
            spacing[a] = minSpacing + (maxSpacing - minSpacing) * random.nextDouble();
        }
        double a = 0.6 * random.nextDouble() - 0.3;
        double b = 0.6 * random.nextDouble() - 0.3;
        Vec3 u = new Vec3(Math.cos(a), Math.sin(a), 0);
        Vec3 v = new Vec3(-Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b));
        Vec3[] axes = {u, v, u.cross(v)};
        int turn = random.nextInt(3);
        int swap = random.nextInt(2);
        Vec3[] columns = {axes[turn], axes[(turn + 1 + swap) % 3], axes[(turn + 2 - swap) % 3]};
        for (int c = 0; c < 3; c++) {
            columns[c] = columns[c].times(spacing[c] * (random.nextBoolean() ? 1 : -1));
        }
        Vec3 origin = new Vec3(random.nextGaussian() * 50, random.nextGaussian() * 50, random.nextGaussian() * 50);
        return new Grid(size[0], size[1], size[2], new Affine(columns[0], columns[1], columns[2], origin));
    }

    /** Values in 0..1, none of them 0, none near 0.5. */
    public static Volume random(Random random, Grid grid) {
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        for (long v = 0; v < grid.count(); v++) {
            float value = random.nextFloat();
            volume.voxels().set(v, Math.abs(value - 0.5f) < 0.01f ? 0.9f : value + 1e-3f);
        }
        return volume;
    }

    /** A half-smooth ball of 1 in 0.1, about the point at (fi, fj, fk) of the grid's extent. */
    public static Volume ball(Grid grid, double fi, double fj, double fk, double radiusMm) {
        Vec3 centre =
                grid.indexToRas().apply(fi * (grid.sizeI() - 1), fj * (grid.sizeJ() - 1), fk * (grid.sizeK() - 1));
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    double d = grid.indexToRas().apply(i, j, k).minus(centre).norm();
                    volume.voxels().set(grid.index(i, j, k), 0.1 + 0.9 / (1 + Math.exp((d - radiusMm) / 1.5)));
                }
            }
        }
        return volume;
    }
}
