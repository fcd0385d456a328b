package org.foldlink.parity;

import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Generated volumes, and blocks of real ones. */
public final class ParityVolumes {

    private ParityVolumes() {}

    /** Sizes and spacings (mm) along i, j, k; turned about the RAS z axis by {@code angle}; flipped along i and k. */
    public static Grid grid(int i, int j, int k, double si, double sj, double sk, double angle, boolean flipped) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double f = flipped ? -1 : 1;
        return new Grid(
                i,
                j,
                k,
                new Affine(
                        new Vec3(c * si * f, s * si * f, 0),
                        new Vec3(-s * sj, c * sj, 0),
                        new Vec3(0, 0, sk * f),
                        new Vec3(-20, 30, 5)));
    }

    /** Blobs of several sizes over noise, about 300: enough for a trained network to answer with its labels. */
    public static Volume texture(Grid grid, long seed) {
        Random random = new Random(seed);
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        Vec3[] centres = new Vec3[14];
        double[] radii = new double[centres.length];
        double[] heights = new double[centres.length];
        for (int b = 0; b < centres.length; b++) {
            centres[b] = grid.indexToRas()
                    .apply(
                            random.nextDouble() * grid.sizeI(),
                            random.nextDouble() * grid.sizeJ(),
                            random.nextDouble() * grid.sizeK());
            radii[b] = 3 + 9 * random.nextDouble();
            heights[b] = 500 * random.nextDouble() - 150;
        }
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k);
                    double value = 300 + 20 * random.nextGaussian();
                    for (int b = 0; b < centres.length; b++) {
                        double d = p.minus(centres[b]).norm() / radii[b];
                        value += heights[b] * Math.exp(-d * d);
                    }
                    volume.voxels().set(grid.index(i, j, k), value);
                }
            }
        }
        return volume;
    }

    /** Linear map of the values. */
    public static Volume scaled(Volume volume, double factor, double offset) {
        Volume to = Volume.allocate(volume.grid(), VoxelType.FLOAT32);
        for (long v = 0; v < volume.grid().count(); v++) {
            to.voxels().set(v, volume.voxels().get(v) * factor + offset);
        }
        return to;
    }

    public static Volume constant(Grid grid, double value) {
        Volume volume = Volume.allocate(grid, VoxelType.INT16);
        for (long v = 0; v < grid.count(); v++) {
            volume.voxels().set(v, value);
        }
        return volume;
    }

    /** Zero outside of a shell of the given radii (voxels) about the middle: its hole counts as inside for nnU-Net. */
    public static Volume shell(Volume volume, double inner, double outer) {
        Grid g = volume.grid();
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    double r = Math.hypot(i - g.sizeI() / 2, Math.hypot(j - g.sizeJ() / 2, k - g.sizeK() / 2));
                    if (r > outer || r < inner) {
                        volume.voxels().set(g.index(i, j, k), 0);
                    }
                }
            }
        }
        return volume;
    }

    /** The block of {@code size} voxels that starts at {@code from}, both along i, j, k, where it lies in space. */
    public static Volume block(Volume volume, int[] from, int[] size) {
        Grid g = volume.grid();
        Affine m = g.indexToRas();
        Affine moved = new Affine(m.i(), m.j(), m.k(), m.apply(from[0], from[1], from[2]));
        Volume to = Volume.allocate(new Grid(size[0], size[1], size[2], moved), volume.type());
        for (int k = 0; k < size[2]; k++) {
            for (int j = 0; j < size[1]; j++) {
                for (int i = 0; i < size[0]; i++) {
                    to.voxels().set(to.grid().index(i, j, k), volume.at(from[0] + i, from[1] + j, from[2] + k));
                }
            }
        }
        return to;
    }
}
