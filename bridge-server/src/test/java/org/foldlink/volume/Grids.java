package org.foldlink.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/** Seeded grids and volumes for property tests: anisotropic, oblique, permuted, flipped, left-handed, single-slice. */
public final class Grids {

    private Grids() {}

    /** One of each kind for every seed, sizes up to 9. */
    public static List<Grid> of(long seed) {
        Random random = new Random(seed);
        List<Grid> grids = new ArrayList<>();
        for (Affine axes : List.of(
                Affine.IDENTITY,
                oblique(random),
                permuted(random),
                flipped(random),
                leftHanded(random),
                oblique(random))) {
            grids.add(grid(random, axes, 1 + random.nextInt(9)));
        }
        grids.add(grid(random, oblique(random), 1));
        return grids;
    }

    private static Grid grid(Random random, Affine axes, int sizeK) {
        Vec3 origin =
                new Vec3(random.nextDouble(-120, 120), random.nextDouble(-120, 120), random.nextDouble(-120, 120));
        Affine scaled = new Affine(
                axes.i().times(random.nextDouble(0.2, 2)),
                axes.j().times(random.nextDouble(0.2, 2)),
                axes.k().times(random.nextDouble(0.5, 7)),
                origin);
        return new Grid(1 + random.nextInt(9), 1 + random.nextInt(9), sizeK, scaled);
    }

    private static Affine oblique(Random random) {
        Vec3 i = new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).unit();
        Vec3 other = new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
        Vec3 k = i.cross(other).unit();
        return new Affine(i, k.cross(i).unit(), k, Vec3.ZERO);
    }

    private static Affine permuted(Random random) {
        Affine a = Affine.IDENTITY;
        return random.nextBoolean()
                ? new Affine(a.j(), a.k(), a.i(), Vec3.ZERO)
                : new Affine(a.k(), a.i(), a.j(), Vec3.ZERO);
    }

    private static Affine flipped(Random random) {
        Affine a = permuted(random);
        return new Affine(a.i().times(-1), a.j().times(-1), a.k(), Vec3.ZERO);
    }

    private static Affine leftHanded(Random random) {
        Affine a = oblique(random);
        return new Affine(a.i(), a.j().times(-1), a.k(), Vec3.ZERO);
    }

    /** Values over the whole range of the type, its ends included. */
    public static Volume volume(Grid grid, VoxelType type, long seed) {
        Random random = new Random(seed);
        Volume volume = Volume.allocate(grid, type);
        double min = type.isFloating() ? -1e6 : type.min();
        double max = type.isFloating() ? 1e6 : type.max();
        for (long n = 0; n < grid.count(); n++) {
            double value = n == 0 ? min : n == 1 ? max : random.nextDouble() * (max - min) + min;
            volume.voxels().set(n, type.isFloating() ? value : Math.rint(value));
        }
        return volume;
    }

    /** All voxels as doubles. */
    public static double[] values(Volume volume) {
        double[] values = new double[Math.toIntExact(volume.voxels().count())];
        for (int n = 0; n < values.length; n++) {
            values[n] = volume.voxels().get(n);
        }
        return values;
    }
}
