package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * From the patient's space (RAS mm) to the body frame: shift, small turn, stretch and a few long waves, so that no two patients are the same
 * shape. Thread-safe.
 */
final class Warp {

    private static final int WAVES = 5;
    private static final Vec3 ANCHOR = new Vec3(0, 15, 130);

    private final Vec3 centre;
    private final Rotation turn;
    private final Vec3 stretch;
    private final Vec3[] waves = new Vec3[WAVES];
    private final Vec3[] push = new Vec3[WAVES];
    private final double[] phase = new double[WAVES];

    /** @param gridCentre RAS mm; the body's middle comes to lie near it */
    Warp(Draw draw, Vec3 gridCentre) {
        centre = gridCentre.plus(new Vec3(draw.around(0, 14), draw.around(0, 14), draw.around(0, 55)));
        turn = Rotation.ofDegrees(draw.around(0, 6), draw.around(0, 5), draw.around(0, 7));
        double size = draw.around(1, 0.13);
        stretch = new Vec3(size * draw.around(1, 0.08), size * draw.around(1, 0.1), size * draw.around(1, 0.08));
        for (int w = 0; w < WAVES; w++) {
            double length = draw.in(110, 320);
            waves[w] = new Vec3(draw.around(0, 1), draw.around(0, 1), draw.around(0, 1))
                    .unit()
                    .times(6.283185307179586 / length);
            push[w] = new Vec3(draw.around(0, 1), draw.around(0, 1), draw.around(0, 1)).times(length * 0.018);
            phase[w] = draw.in(0, 6.283185307179586);
        }
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
        double x = (turn.xx() * dx + turn.xy() * dy + turn.xz() * dz) / stretch.x() + ANCHOR.x();
        double y = (turn.yx() * dx + turn.yy() * dy + turn.yz() * dz) / stretch.y() + ANCHOR.y();
        double z = (turn.zx() * dx + turn.zy() * dy + turn.zz() * dz) / stretch.z() + ANCHOR.z();
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
