package org.foldlink.preprocess.monai;

import java.util.List;

/**
 * Which grid MONAI's {@code Spacing} resamples to, an axis at a time: output voxel {@code o} lies at input voxel {@code o · scale + shift}.
 *
 * <p>The axes stay as they are, also oblique ones. The shape is {@code round_half_even((n - 1) · spacing/target + 1)}, and the first voxels
 * coincide. Where the axes are not orthogonal to about 1e-8 voxels over the whole grid, as single-precision direction cosines of an oblique
 * scan rarely are, MONAI finds no corner to start from and lays {@code n/2} of both grids upon each other. Both are followed here. A grid whose
 * axes are sheared by more than noise is not expected. Immutable.
 */
final class SpacingGrid {

    private static final double TOLERANCE = 1e-3;
    private static final double RELATIVE = 1e-5;
    private static final double CORNER = 1e-8;

    private final int[] shape;
    private final double[] scale;
    private final double[] shift;
    private final boolean unchanged;

    private SpacingGrid(int[] shape, double[] scale, double[] shift, boolean unchanged) {
        this.shape = shape;
        this.scale = scale;
        this.shift = shift;
        this.unchanged = unchanged;
    }

    /** Voxels of the output along array axis {@code a}. */
    int shape(int a) {
        return shape[a];
    }

    /** Input voxels an output voxel. */
    double scale(int a) {
        return scale[a];
    }

    /** Input voxel of output voxel 0. */
    double shift(int a) {
        return shift[a];
    }

    /** MONAI hands the input on as it is: all within its tolerance of 1e-3. */
    boolean unchanged() {
        return unchanged;
    }

    /**
     * @param steps {@code steps[row][axis]}: RAS mm a voxel along each array axis
     * @param origin RAS mm of voxel (0, 0, 0)
     * @param mm target along each array axis; 0 keeps
     */
    static SpacingGrid of(double[][] steps, double[] origin, int[] size, List<Double> mm) {
        double[] target = new double[3];
        for (int a = 0; a < 3; a++) {
            double current = Math.sqrt(dot(steps, a, a));
            boolean kept = mm.get(a) == 0 || Math.abs(current - mm.get(a)) <= TOLERANCE;
            target[a] = kept ? current : mm.get(a);
        }
        double[][] to = rescaled(steps, target);
        double[][] ratio = solve(to, steps);
        double[] start = solveOne(to, origin);
        int[] shape = new int[3];
        boolean corner = true;
        for (int a = 0; a < 3; a++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < 8; c++) {
                double at = 0;
                for (int b = 0; b < 3; b++) {
                    at += (c >> b & 1) * (size[b] - 1) * ratio[a][b];
                }
                at += start[a];
                low = Math.min(low, at);
                high = Math.max(high, at);
            }
            shape[a] = (int) Math.rint(high - low + 1);
            corner &= Math.abs(low - start[a]) <= CORNER;
        }
        double[] scale = new double[3];
        double[] shift = new double[3];
        for (int a = 0; a < 3; a++) {
            scale[a] = 1 / ratio[a][a];
            shift[a] = corner ? 0 : size[a] / 2.0 - shape[a] / 2.0 * scale[a];
        }
        return new SpacingGrid(shape, scale, shift, same(steps, to, scale, shift, size, shape));
    }

    /** Orthonormal directions of the axes (shear removed, as a QR decomposition does) times the target. */
    private static double[][] rescaled(double[][] m, double[] target) {
        double l00 = Math.sqrt(dot(m, 0, 0));
        double l10 = dot(m, 1, 0) / l00;
        double l20 = dot(m, 2, 0) / l00;
        double l11 = Math.sqrt(dot(m, 1, 1) - l10 * l10);
        double l21 = (dot(m, 2, 1) - l20 * l10) / l11;
        double l22 = Math.sqrt(dot(m, 2, 2) - l20 * l20 - l21 * l21);
        double[][] to = new double[3][3];
        for (int r = 0; r < 3; r++) {
            double q0 = m[r][0] * (1 / l00);
            double q1 = (m[r][1] - q0 * l10) * (1 / l11);
            double q2 = (m[r][2] - q0 * l20 - q1 * l21) * (1 / l22);
            to[r] = new double[] {q0 * target[0], q1 * target[1], q2 * target[2]};
        }
        return to;
    }

    private static double dot(double[][] m, int a, int b) {
        return m[0][a] * m[0][b] + m[1][a] * m[1][b] + m[2][a] * m[2][b];
    }

    private static double[] solveOne(double[][] a, double[] b) {
        double[][] x = solve(a, new double[][] {{b[0]}, {b[1]}, {b[2]}});
        return new double[] {x[0][0], x[1][0], x[2][0]};
    }

    /**
     * {@code a⁻¹ · b} by elimination with pivots. It multiplies by the pivots' reciprocals as the usual linear algebra libraries do: shapes
     * that lie halfway between two numbers then round as they do there.
     */
    private static double[][] solve(double[][] a, double[][] b) {
        double[][] left = {a[0].clone(), a[1].clone(), a[2].clone()};
        double[][] right = {b[0].clone(), b[1].clone(), b[2].clone()};
        for (int c = 0; c < 3; c++) {
            int pivot = c;
            for (int r = c + 1; r < 3; r++) {
                pivot = Math.abs(left[r][c]) > Math.abs(left[pivot][c]) ? r : pivot;
            }
            double[] row = left[c];
            left[c] = left[pivot];
            left[pivot] = row;
            row = right[c];
            right[c] = right[pivot];
            right[pivot] = row;
            for (int r = c + 1; r < 3; r++) {
                double factor = left[r][c] / left[c][c];
                subtract(left[r], left[c], factor);
                subtract(right[r], right[c], factor);
            }
        }
        for (int c = 2; c >= 0; c--) {
            double reciprocal = 1 / left[c][c];
            for (int k = 0; k < right[c].length; k++) {
                right[c][k] *= reciprocal;
            }
            for (int r = 0; r < c; r++) {
                subtract(right[r], right[c], left[r][c]);
            }
        }
        return right;
    }

    private static void subtract(double[] from, double[] row, double factor) {
        for (int k = 0; k < from.length; k++) {
            from[k] -= factor * row[k];
        }
    }

    private static boolean same(
            double[][] steps, double[][] to, double[] scale, double[] shift, int[] size, int[] shape) {
        boolean steady = true;
        boolean affine = true;
        boolean map = true;
        for (int a = 0; a < 3; a++) {
            steady &= size[a] == shape[a];
            map &= close(scale[a], 1) && close(shift[a], 0);
            double moved = 0;
            for (int b = 0; b < 3; b++) {
                affine &= close(steps[a][b], to[a][b]);
                moved += steps[a][b] * shift[b];
            }
            affine &= Math.abs(moved) <= TOLERANCE;
        }
        return steady && (affine || map);
    }

    private static boolean close(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE + RELATIVE * Math.abs(b);
    }
}
