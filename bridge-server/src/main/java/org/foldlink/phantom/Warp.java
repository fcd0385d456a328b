package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * From the patient's space (RAS mm) to the body frame: shift, small turn, stretch and a few long waves, so that no two patients are the same
 * shape. Thread-safe.
 */
final class Warp {

    private static final int WAVES = 5;

    /**
     * How much patients differ.
     *
     * @param anchor point of the body frame that comes to lie at the given centre but for {@code shift}
     * @param shift furthest, mm along R, A, S
     * @param turn furthest, degrees about x, y, z
     * @param size mean, in the body frame's
     * @param growth furthest from that size
     * @param stretch relative, by axis
     * @param shortest wave in mm
     * @param longest wave in mm
     * @param bend what a wave pushes aside, in its length
     */
    record Variety(
            Vec3 anchor,
            Vec3 shift,
            Vec3 turn,
            double size,
            double growth,
            Vec3 stretch,
            double shortest,
            double longest,
            double bend) {}

    static final Variety TRUNK = new Variety(
            new Vec3(0, 15, 130),
            new Vec3(14, 14, 55),
            new Vec3(6, 5, 7),
            1,
            0.13,
            new Vec3(0.08, 0.1, 0.08),
            110,
            320,
            0.018);

    static final Variety HEAD = new Variety(
            new Vec3(0, -4, -3),
            new Vec3(4, 5, 4),
            new Vec3(10, 6, 8),
            0.96,
            0.08,
            new Vec3(0.04, 0.04, 0.04),
            70,
            170,
            0.014);

    private final Vec3 anchor;
    private final Vec3 centre;
    private final Rotation turn;
    private final Vec3 stretch;
    private final Vec3[] waves = new Vec3[WAVES];
    private final Vec3[] push = new Vec3[WAVES];
    private final double[] phase = new double[WAVES];

    /** @param centre RAS mm; the body's middle comes to lie near it */
    Warp(Draw draw, Variety variety, Vec3 centre) {
        Vec3 s = variety.shift();
        this.centre = centre.plus(new Vec3(draw.around(0, s.x()), draw.around(0, s.y()), draw.around(0, s.z())));
        Vec3 t = variety.turn();
        turn = Rotation.ofDegrees(draw.around(0, t.x()), draw.around(0, t.y()), draw.around(0, t.z()));
        double size = draw.around(variety.size(), variety.growth());
        Vec3 by = variety.stretch();
        stretch = new Vec3(size * draw.around(1, by.x()), size * draw.around(1, by.y()), size * draw.around(1, by.z()));
        anchor = variety.anchor();
        for (int w = 0; w < WAVES; w++) {
            double length = draw.in(variety.shortest(), variety.longest());
            waves[w] = new Vec3(draw.around(0, 1), draw.around(0, 1), draw.around(0, 1))
                    .unit()
                    .times(6.283185307179586 / length);
            push[w] = new Vec3(draw.around(0, 1), draw.around(0, 1), draw.around(0, 1)).times(length * variety.bend());
            phase[w] = draw.in(0, 6.283185307179586);
        }
    }

    /** Where in the patient (RAS mm) {@code body}, a point of the body frame, lies. */
    Vec3 toPatient(Vec3 body) {
        Vec3 patient = centre;
        double[] at = new double[3];
        // The map is close to a shift: what is missing, added again and again, shrinks each time.
        for (int step = 0; step < 40; step++) {
            toBody(patient.x(), patient.y(), patient.z(), at);
            patient = patient.plus(body.minus(new Vec3(at[0], at[1], at[2])).times(0.8));
        }
        return patient;
    }

    /** Mean stretch: body-frame mm of one mm of the patient. */
    double scale() {
        return 3 / (stretch.x() + stretch.y() + stretch.z());
    }

    /** No two points come to lie further apart than this many times their distance. */
    double greatestStretch() {
        double waving = 1;
        for (int w = 0; w < WAVES; w++) {
            waving += waves[w].norm() * push[w].norm();
        }
        return waving / Math.min(stretch.x(), Math.min(stretch.y(), stretch.z()));
    }

    /** RAS mm to body frame, into {@code to}. */
    void toBody(double rx, double ry, double rz, double[] to) {
        double dx = rx - centre.x();
        double dy = ry - centre.y();
        double dz = rz - centre.z();
        double x = (turn.xx() * dx + turn.xy() * dy + turn.xz() * dz) / stretch.x() + anchor.x();
        double y = (turn.yx() * dx + turn.yy() * dy + turn.yz() * dz) / stretch.y() + anchor.y();
        double z = (turn.zx() * dx + turn.zy() * dy + turn.zz() * dz) / stretch.z() + anchor.z();
        double wx = 0;
        double wy = 0;
        double wz = 0;
        for (int w = 0; w < WAVES; w++) {
            Vec3 k = waves[w];
            double s = StrictMath.sin(k.x() * x + k.y() * y + k.z() * z + phase[w]);
            wx += push[w].x() * s;
            wy += push[w].y() * s;
            wz += push[w].z() * s;
        }
        to[0] = x + wx;
        to[1] = y + wy;
        to[2] = z + wz;
    }
}
