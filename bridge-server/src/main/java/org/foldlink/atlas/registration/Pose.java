package org.foldlink.atlas.registration;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/**
 * Twelve numbers and the affine map from the template's RAS mm to the image's that they mean:
 * {@code T(x) = centreImage + t + R K S (x - centreTemplate)} with a rotation R, a unit upper triangular shear K and positive scales S. Its
 * determinant is positive whatever the numbers are, so it never mirrors a brain.
 *
 * <p>All are in mm, so that a step of 1 in any of them moves a point {@link #RADIUS} from the centre by about 1 mm: 0-2 translation, 3-5 rotation vector,
 * 6 log of the common scale, 7 and 8 log of x's and y's scale beyond it (z's is the opposite of their sum), 9-11 shear xy, xz, yz.
 */
record Pose(Vec3 centreTemplate, Vec3 centreImage) {

    static final int SIMILARITY = 7;
    static final int AFFINE = 12;

    /** About the root mean square distance of a brain's points from its centre, in mm. */
    static final double RADIUS = 60;

    private static final double STEP = 1e-3;

    /** Missing parameters at the end are 0. */
    Affine map(double[] p) {
        double[] m = linear(p);
        Vec3 i = new Vec3(m[0], m[3], m[6]);
        Vec3 j = new Vec3(m[1], m[4], m[7]);
        Vec3 k = new Vec3(m[2], m[5], m[8]);
        Affine turn = new Affine(i, j, k, Vec3.ZERO);
        Vec3 to = centreImage.plus(new Vec3(p[0], p[1], p[2])).minus(turn.linear(centreTemplate));
        return new Affine(i, j, k, to);
    }

    /**
     * The chain rule.
     *
     * @param rows derivative by the map {@code x -> A (x - centreTemplate) + b}: 12 values, A and b row-major as {@link Affine#rows}
     * @param gradient out, as long as {@code p}
     */
    void chain(double[] p, double[] rows, double[] gradient) {
        for (int n = 0; n < 3; n++) {
            gradient[n] = rows[4 * n + 3];
        }
        double[] q = p.clone();
        for (int n = 3; n < p.length; n++) {
            q[n] = p[n] + STEP;
            double[] above = linear(q);
            q[n] = p[n] - STEP;
            double[] below = linear(q);
            q[n] = p[n];
            double sum = 0;
            for (int e = 0; e < 9; e++) {
                sum += rows[e / 3 * 4 + e % 3] * (above[e] - below[e]);
            }
            gradient[n] = sum / (2 * STEP);
        }
    }

    /** Natural logarithms of the scales along the template's axes. */
    static double[] logScales(double[] p) {
        double x = at(p, 7);
        double y = at(p, 8);
        return new double[] {(p[6] + x) / RADIUS, (p[6] + y) / RADIUS, (p[6] - x - y) / RADIUS};
    }

    /** Shears xy, xz, yz: dimensionless. */
    static double[] shears(double[] p) {
        return new double[] {at(p, 9) / RADIUS, at(p, 10) / RADIUS, at(p, 11) / RADIUS};
    }

    /** Angle of the rotation in degrees. */
    static double degrees(double[] p) {
        return Math.toDegrees(new Vec3(p[3], p[4], p[5]).norm() / RADIUS);
    }

    /** The pose that gives {@code map} with its numbers, in {@code p}. The map must not mirror. */
    static Pose of(Affine map, Vec3 centreTemplate, double[] p) {
        Vec3 x = map.i().unit();
        Vec3 y = map.j().minus(x.times(x.dot(map.j()))).unit();
        Vec3 z = x.cross(y);
        double sx = map.i().norm();
        double sy = y.dot(map.j());
        double sz = z.dot(map.k());
        if (!(sz > 0)) {
            throw new IllegalArgumentException("map mirrors or is singular (expected a positive determinant)");
        }
        double lx = Math.log(sx);
        double ly = Math.log(sy);
        double mean = (lx + ly + Math.log(sz)) / 3;
        double cos = Math.max(-1, Math.min(1, (x.x() + y.y() + z.z() - 1) / 2));
        double angle = Math.acos(cos);
        double sinc = angle < 1e-9 ? 1 : Math.sin(angle) / angle;
        double[] q = {
            0,
            0,
            0,
            (y.z() - z.y()) / (2 * sinc),
            (z.x() - x.z()) / (2 * sinc),
            (x.y() - y.x()) / (2 * sinc),
            mean,
            lx - mean,
            ly - mean,
            x.dot(map.j()) / sy,
            x.dot(map.k()) / sz,
            y.dot(map.k()) / sz
        };
        for (int n = 3; n < AFFINE; n++) {
            p[n] = q[n] * RADIUS;
        }
        p[0] = 0;
        p[1] = 0;
        p[2] = 0;
        return new Pose(centreTemplate, map.apply(centreTemplate));
    }

    /** R K S, row-major. */
    private static double[] linear(double[] p) {
        double[] s = logScales(p);
        double[] h = shears(p);
        double[] r = rotation(p[3] / RADIUS, p[4] / RADIUS, p[5] / RADIUS);
        double sx = Math.exp(s[0]);
        double sy = Math.exp(s[1]);
        double sz = Math.exp(s[2]);
        double[] m = new double[9];
        for (int row = 0; row < 3; row++) {
            double a = r[3 * row];
            double b = r[3 * row + 1];
            double c = r[3 * row + 2];
            m[3 * row] = a * sx;
            m[3 * row + 1] = (a * h[0] + b) * sy;
            m[3 * row + 2] = (a * h[1] + b * h[2] + c) * sz;
        }
        return m;
    }

    /** Rodrigues' formula, row-major. */
    private static double[] rotation(double x, double y, double z) {
        double squared = x * x + y * y + z * z;
        double angle = Math.sqrt(squared);
        double a = angle < 1e-6 ? 1 - squared / 6 : Math.sin(angle) / angle;
        double b = angle < 1e-6 ? 0.5 - squared / 24 : (1 - Math.cos(angle)) / squared;
        return new double[] {
            1 - b * (y * y + z * z),
            b * x * y - a * z,
            b * x * z + a * y,
            b * x * y + a * z,
            1 - b * (x * x + z * z),
            b * y * z - a * x,
            b * x * z - a * y,
            b * y * z + a * x,
            1 - b * (x * x + y * y)
        };
    }

    private static double at(double[] p, int n) {
        return n < p.length ? p[n] : 0;
    }
}
