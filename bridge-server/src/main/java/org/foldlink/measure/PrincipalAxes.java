package org.foldlink.measure;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.foldlink.geometry.Vec3;

/** The directions along which the voxel centres of a structure spread most, next most and least, and the box along them. */
final class PrincipalAxes {

    private static final int SWEEPS = 32;

    private PrincipalAxes() {}

    /**
     * @param steps of one voxel along row, column and across, RAS mm
     * @param origin of the voxel of index 0, RAS mm
     */
    static OrientedBox box(Tally tally, Vec3[] steps, Vec3 origin) {
        List<Vec3> axes = axes(tally, steps);
        double[] low = new double[3];
        double[] high = new double[3];
        Arrays.fill(low, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int a = 0; a < 3; a++) {
            Vec3 axis = axes.get(a);
            double u = steps[0].dot(axis) / steps[0].norm();
            double v = steps[1].dot(axis) / steps[1].norm();
            double w = steps[2].dot(axis);
            for (Outline o : tally.outlines()) {
                Hull hull = o.hull();
                for (int p = 0; p < hull.corners(); p++) {
                    double at = hull.u(p) * u + hull.v(p) * v + o.slice() * w;
                    low[a] = Math.min(low[a], at - Math.abs(w) / 2);
                    high[a] = Math.max(high[a], at + Math.abs(w) / 2);
                }
            }
        }
        Vec3 centre = origin;
        for (int a = 0; a < 3; a++) {
            centre = centre.plus(axes.get(a).times((low[a] + high[a]) / 2));
        }
        return new OrientedBox(centre, axes, new Vec3(high[0] - low[0], high[1] - low[1], high[2] - low[2]));
    }

    private static List<Vec3> axes(Tally tally, Vec3[] steps) {
        // In the grid's own frame, so that what has no direction of its own (a single voxel, a ball) gets the grid's.
        Vec3 e0 = steps[0].unit();
        Vec3 e1 = steps[1].minus(e0.times(steps[1].dot(e0))).unit();
        Vec3[] frame = {e0, e1, e0.cross(e1)};
        double[][] index = covariance(tally);
        double[][] c = new double[3][3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        c[a][b] += frame[a].dot(steps[i]) * index[i][j] * frame[b].dot(steps[j]);
                    }
                }
            }
        }
        double[][] vectors = diagonalise(c);
        Integer[] order = {0, 1, 2};
        Arrays.sort(order, Comparator.comparingDouble(a -> -c[a][a]));
        Vec3[] axes = new Vec3[3];
        for (int a = 0; a < 2; a++) {
            Vec3 axis = Vec3.ZERO;
            for (int f = 0; f < 3; f++) {
                axis = axis.plus(frame[f].times(vectors[f][order[a]]));
            }
            axes[a] = positive(axis.unit());
        }
        axes[2] = axes[0].cross(axes[1]);
        return List.of(axes);
    }

    /** The one of a direction and its opposite whose greatest component is positive. */
    private static Vec3 positive(Vec3 axis) {
        double x = Math.abs(axis.x());
        double y = Math.abs(axis.y());
        double z = Math.abs(axis.z());
        double greatest = x >= y && x >= z ? axis.x() : y >= z ? axis.y() : axis.z();
        return greatest < 0 ? axis.times(-1) : axis;
    }

    /** Of the voxel indices. The difference is taken of whole numbers: nothing is lost far from index 0. */
    private static double[][] covariance(Tally tally) {
        double[][] c = new double[3][3];
        BigInteger n = BigInteger.valueOf(tally.voxels());
        for (int p = 0; p < Tally.PRODUCTS.length; p++) {
            int a = Tally.PRODUCTS[p][0];
            int b = Tally.PRODUCTS[p][1];
            BigInteger products = n.multiply(BigInteger.valueOf(tally.product(p)));
            BigInteger totals = BigInteger.valueOf(tally.total(a)).multiply(BigInteger.valueOf(tally.total(b)));
            c[a][b] = products.subtract(totals).doubleValue() / tally.voxels() / tally.voxels();
            c[b][a] = c[a][b];
        }
        return c;
    }

    /** Jacobi's rotations: makes the symmetric {@code c} diagonal and gives the vectors, one a column. */
    private static double[][] diagonalise(double[][] c) {
        double[][] v = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double scale = c[0][0] + c[1][1] + c[2][2];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < 2; p++) {
                for (int q = p + 1; q < 3; q++) {
                    if (Math.abs(c[p][q]) > 1e-15 * scale) {
                        rotate(c, v, p, q);
                    }
                }
            }
        }
        return v;
    }

    private static void rotate(double[][] c, double[][] v, int p, int q) {
        double theta = (c[q][q] - c[p][p]) / (2 * c[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cos = 1 / Math.sqrt(t * t + 1);
        double sin = t * cos;
        for (int r = 0; r < 3; r++) {
            double a = c[r][p];
            double b = c[r][q];
            c[r][p] = cos * a - sin * b;
            c[r][q] = sin * a + cos * b;
        }
        for (int r = 0; r < 3; r++) {
            double a = c[p][r];
            double b = c[q][r];
            c[p][r] = cos * a - sin * b;
            c[q][r] = sin * a + cos * b;
            double x = v[r][p];
            double y = v[r][q];
            v[r][p] = cos * x - sin * y;
            v[r][q] = sin * x + cos * y;
        }
    }
}
