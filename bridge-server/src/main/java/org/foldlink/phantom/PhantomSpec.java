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
 * @param findings of the abdomen; a head's glioma is drawn from the seed
 */
public record PhantomSpec(
        long seed, double minSpacing, double maxSpacing, long maxVoxels, Region region, Findings findings) {

    /** What the grid covers. */
    public enum Region {
        /** Abdomen and what of chest and pelvis comes with it. */
        TRUNK,
        /** A block about the middle of the liver. */
        LIVER,
        HEAD
    }

    /** Lesions of the abdomen. */
    public enum Findings {
        /** In the liver, a kidney or the pancreas, none in every eighth patient. */
        DRAWN,
        NONE,
        /** One to four in the liver, about 12 mm or more. */
        LIVER_LESION
    }

    public PhantomSpec {
        if (!(minSpacing >= 0.3 && minSpacing <= maxSpacing && maxSpacing <= 20)) {
            throw new IllegalArgumentException("phantom spacing = " + minSpacing + " to " + maxSpacing
                    + " mm (expected 0.3 <= finest <= coarsest <= 20)");
        }
        if (maxVoxels < 1000) {
            throw new IllegalArgumentException("phantom voxels = " + maxVoxels + " (expected 1000 or more)");
        }
    }

    /** The trunk, with lesions as drawn. */
    public PhantomSpec(long seed, double minSpacing, double maxSpacing, long maxVoxels) {
        this(seed, minSpacing, maxSpacing, maxVoxels, Region.TRUNK, Findings.DRAWN);
    }

    /** As a training set wants it: 2 to 4 mm, some with thicker slices, at most 2.2 million voxels. */
    public static PhantomSpec training(long seed) {
        return new PhantomSpec(seed, 2, 4, 2_200_000);
    }

    /** A head at about 2 mm, slices up to a seventh thicker. */
    public static PhantomSpec brain(long seed) {
        return new PhantomSpec(seed, 1.85, 2.15, 1_000_000, Region.HEAD, Findings.DRAWN);
    }

    /** A block about the liver at 2.6 to 3.4 mm. Of two seeds 2n and 2n + 1 one has a lesion; which one is drawn. */
    public static PhantomSpec liverCancer(long seed) {
        boolean lesion = new Draw(seed >> 1).fork(8).chance(0.5) == ((seed & 1) == 0);
        return new PhantomSpec(seed, 2.6, 3.4, 1_000_000, Region.LIVER, lesion ? Findings.LIVER_LESION : Findings.NONE);
    }

    /** The same, of another region. */
    PhantomSpec of(Region other) {
        return new PhantomSpec(seed, minSpacing, maxSpacing, maxVoxels, other, findings);
    }

    /** The same phantom's grid at {@code spacing} mm in the plane, however many voxels that makes. */
    public PhantomSpec at(double spacing) {
        return new PhantomSpec(seed, spacing, spacing, Grid.MAX_COUNT, region, findings);
    }

    /** The grid of this seed. */
    public Grid grid() {
        Draw draw = new Draw(seed).fork(7);
        return switch (region) {
            case TRUNK -> trunk(draw);
            case LIVER -> {
                double inPlane = draw.in(minSpacing, maxSpacing);
                Vec3 extent = new Vec3(draw.in(240, 290), draw.in(225, 265), draw.in(225, 275));
                yield lay(draw, extent, inPlane, inPlane * draw.in(1, 1.2));
            }
            case HEAD -> {
                double inPlane = draw.in(minSpacing, maxSpacing);
                Vec3 extent = new Vec3(draw.in(156, 174), draw.in(196, 212), draw.in(160, 176));
                yield lay(draw, extent, inPlane, inPlane * draw.in(1, 1.15));
            }
        };
    }

    private Grid trunk(Draw draw) {
        double inPlane = draw.in(minSpacing, maxSpacing);
        double slice = draw.chance(0.3)
                ? draw.in(inPlane, Math.max(inPlane, Math.min(maxSpacing * 1.25, inPlane * 2.5)))
                : inPlane;
        Vec3 extent = new Vec3(
                draw.in(310, 470), draw.in(250, 400), draw.chance(0.2) ? draw.in(120, 240) : draw.in(240, 440));
        return lay(draw, extent, inPlane, slice);
    }

    /** Draws orientation and origin; {@code extent} in mm along R, A, S. */
    private Grid lay(Draw draw, Vec3 extent, double inPlane, double slice) {
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
