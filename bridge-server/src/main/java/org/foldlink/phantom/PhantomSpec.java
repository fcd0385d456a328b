package org.foldlink.phantom;

import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/**
 * Which phantom, and on what grids it may lie: spacing, extent, order and direction of the axes, a small tilt and a scanner's origin are
 * drawn from the seed.
 *
 * @param seed any number
 * @param minSpacing finest spacing in mm
 * @param maxSpacing coarsest spacing in mm
 * @param maxVoxels the spacing grows until the grid has no more
 */
public record PhantomSpec(long seed, double minSpacing, double maxSpacing, long maxVoxels) {

    public PhantomSpec {
        if (!(minSpacing >= 0.3 && minSpacing <= maxSpacing && maxSpacing <= 20)) {
            throw new IllegalArgumentException("phantom spacing = " + minSpacing + " to " + maxSpacing
                    + " mm (expected 0.3 <= finest <= coarsest <= 20)");
        }
        if (maxVoxels < 1000) {
            throw new IllegalArgumentException("phantom voxels = " + maxVoxels + " (expected 1000 or more)");
        }
    }

    /** As a training set wants it: 2 to 4 mm, some with thicker slices, at most 2.2 million voxels. */
    public static PhantomSpec training(long seed) {
        return new PhantomSpec(seed, 2, 4, 2_200_000);
    }

    /** The grid of this seed. */
    public Grid grid() {
        Draw draw = new Draw(seed).fork(7);
        double inPlane = draw.in(minSpacing, maxSpacing);
        double slice = draw.chance(0.3)
                ? draw.in(inPlane, Math.max(inPlane, Math.min(maxSpacing * 1.25, inPlane * 2.5)))
                : inPlane;
        Vec3 extent = new Vec3(
                draw.in(310, 470), draw.in(250, 400), draw.chance(0.2) ? draw.in(120, 240) : draw.in(240, 440));
        double voxels = extent.x() * extent.y() * extent.z() / (inPlane * inPlane * slice);
        double grow = voxels > maxVoxels ? StrictMath.cbrt(voxels / maxVoxels) * 1.005 : 1;
        double[] spacing = {inPlane * grow, inPlane * grow, slice * grow};
        int[] size = {size(extent.x(), spacing[0]), size(extent.y(), spacing[1]), size(extent.z(), spacing[2])};
        Rotation tilt = draw.chance(0.3)
                ? Rotation.ofDegrees(draw.around(0, 9), draw.around(0, 7), draw.around(0, 9))
                : Rotation.ofDegrees(0, 0, 0);
        Vec3[] axes = {
            tilt.apply(new Vec3(draw.sign(), 0, 0)),
            tilt.apply(new Vec3(0, draw.sign(), 0)),
            tilt.apply(new Vec3(0, 0, draw.chance(0.75) ? 1 : -1))
        };
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1}};
        int[] order = orders[draw.chance(0.75) ? 0 : draw.below(orders.length)];
        Vec3 centre = new Vec3(draw.in(-30, 30), draw.in(-180, 180), draw.in(-600, 400));
        return Grid.ofCentre(
                size[order[0]],
                size[order[1]],
                size[order[2]],
                axes[order[0]].times(spacing[order[0]]),
                axes[order[1]].times(spacing[order[1]]),
                axes[order[2]].times(spacing[order[2]]),
                centre);
    }

    private static int size(double extent, double spacing) {
        return Math.max(8, (int) Math.floor(extent / spacing));
    }
}
