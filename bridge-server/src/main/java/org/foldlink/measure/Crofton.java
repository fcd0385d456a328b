package org.foldlink.measure;

import java.util.Arrays;
import org.foldlink.geometry.Vec3;

/**
 * Surface area by Crofton's formula: from how often lines along the 13 directions between neighbours enter or leave a structure, each
 * direction weighted with its share of the sphere (its Voronoi cell among the 26). The shares follow the voxels' spacing; for cubes they
 * are those of ITK. Outside the grid is outside of every structure. Holes count; a smooth surface is not taken for its steps.
 */
final class Crofton {

    static final int DIRECTIONS = 13;

    /**
     * Steps (row, column, across). The first is along the row; the others go to the next row of the slice, and to the rows before, beside
     * and after in the next slice, each with -1, 0 and 1 along the row.
     */
    private static final int[][] STEPS = {
        {1, 0, 0},
        {-1, 1, 0},
        {0, 1, 0},
        {1, 1, 0},
        {-1, -1, 1},
        {0, -1, 1},
        {1, -1, 1},
        {-1, 0, 1},
        {0, 0, 1},
        {1, 0, 1},
        {-1, 1, 1},
        {0, 1, 1},
        {1, 1, 1}
    };

    /** mm² that one line's crossing of a surface stands for. */
    private final double[] weights;

    private Crofton(double[] weights) {
        this.weights = weights;
    }

    /** @param spacing mm along row, column and across */
    static Crofton of(Vec3 spacing) {
        return of(spacing, shares(spacing));
    }

    /** Of the sphere, by direction, of both ends together. */
    static double[] shares(Vec3 spacing) {
        Vec3[] steps = steps(spacing);
        double[] shares = new double[DIRECTIONS];
        for (int d = 0; d < DIRECTIONS; d++) {
            shares[d] = share(steps, d);
        }
        return shares;
    }

    /** @param shares of the sphere, by direction, of both ends together; their sum is 1 */
    static Crofton of(Vec3 spacing, double[] shares) {
        Vec3[] steps = steps(spacing);
        double cell = spacing.x() * spacing.y() * spacing.z();
        double[] weights = new double[DIRECTIONS];
        for (int d = 0; d < DIRECTIONS; d++) {
            // Lines along d lie cell / |d| mm² apart; a surface element is met by |cos| of them, in the mean a half.
            weights[d] = 2 * shares[d] * cell / steps[d].norm();
        }
        return new Crofton(weights);
    }

    private static Vec3[] steps(Vec3 spacing) {
        return Arrays.stream(STEPS)
                .map(s -> new Vec3(s[0] * spacing.x(), s[1] * spacing.y(), s[2] * spacing.z()))
                .toArray(Vec3[]::new);
    }

    /** Along row, column and across. */
    static int[] step(int direction) {
        return STEPS[direction].clone();
    }

    /** Of the direction from a row to one that lies {@code rows} on, {@code slices} on, with {@code step} along the row. */
    static int direction(int rows, int slices, int step) {
        return slices == 0 ? 2 + step : 8 + 3 * rows + step;
    }

    /**
     * mm².
     *
     * @param joined pairs of neighbours along each direction that are both in the structure; a line leaves it once, and enters it once, for
     *     each voxel without such a neighbour
     */
    double area(long voxels, long[] joined) {
        double area = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            area += weights[d] * 2 * (voxels - joined[d]);
        }
        return area;
    }

    /** The part of the sphere that is nearer to direction d or its opposite than to any other: two convex polygons of great arcs. */
    private static double share(Vec3[] steps, int d) {
        Vec3 own = steps[d].unit();
        Vec3 u = own.cross(Math.abs(own.x()) < 0.8 ? new Vec3(1, 0, 0) : new Vec3(0, 1, 0))
                .unit();
        Vec3 v = own.cross(u);
        // Every point lies within 55 degrees of one of the axes, so no cell reaches out of this square.
        Vec3[] cell = {
            own.plus(u.times(3)).unit(),
            own.plus(v.times(3)).unit(),
            own.minus(u.times(3)).unit(),
            own.minus(v.times(3)).unit()
        };
        for (Vec3 other : steps) {
            for (int sign = -1; sign <= 1; sign += 2) {
                Vec3 plane = own.minus(other.unit().times(sign));
                if (plane.norm() > 1e-9) {
                    cell = clip(cell, plane);
                }
            }
        }
        double excess = -(cell.length - 2) * Math.PI;
        for (int c = 0; c < cell.length; c++) {
            excess += angle(cell[(c + cell.length - 1) % cell.length], cell[c], cell[(c + 1) % cell.length]);
        }
        return 2 * excess / (4 * Math.PI);
    }

    /** What of a polygon lies on the positive side of a plane through the sphere's centre. */
    private static Vec3[] clip(Vec3[] polygon, Vec3 plane) {
        Vec3[] kept = new Vec3[2 * polygon.length];
        int n = 0;
        for (int p = 0; p < polygon.length; p++) {
            Vec3 a = polygon[p];
            Vec3 b = polygon[(p + 1) % polygon.length];
            double da = a.dot(plane);
            double db = b.dot(plane);
            if (da >= 0) {
                n = keep(kept, n, a);
            }
            if (da * db < 0) {
                n = keep(
                        kept,
                        n,
                        a.times(Math.abs(db)).plus(b.times(Math.abs(da))).unit());
            }
        }
        return Arrays.copyOf(kept, n > 1 && same(kept[0], kept[n - 1]) ? n - 1 : n);
    }

    /** Where more than three cells meet a corner would come twice, and have no angle. */
    private static int keep(Vec3[] kept, int n, Vec3 corner) {
        if (n > 0 && same(kept[n - 1], corner)) {
            return n;
        }
        kept[n] = corner;
        return n + 1;
    }

    private static boolean same(Vec3 a, Vec3 b) {
        return a.minus(b).norm() < 1e-9;
    }

    /** Between the great arcs from b to a and to c. */
    private static double angle(Vec3 a, Vec3 b, Vec3 c) {
        Vec3 p = b.cross(a);
        Vec3 q = b.cross(c);
        return Math.atan2(p.cross(q).norm(), p.dot(q));
    }
}
