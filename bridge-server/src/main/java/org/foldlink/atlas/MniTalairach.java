package org.foldlink.atlas;

import org.foldlink.geometry.Vec3;

/**
 * Between MNI space and that of Talairach and Tournoux, RAS mm both: Brett's piecewise affine transform (mni2tal, 1999; Brett, Johnsrude
 * and Owen, Nature Reviews Neuroscience 2002). The brain is pitched by 0.05 rad about the left-right axis and scaled, along z more below
 * the anterior commissure than above it.
 *
 * <p>The two halves agree on the plane z = 0 of MNI space, so the map is continuous and one to one, and each direction is the other's
 * inverse. It is published as {@code rotation * zoom}; the matrices with four decimals that many pages show differ from it by up to
 * 0.01 mm in the brain.
 */
public final class MniTalairach {

    private static final double PITCH = 0.05;
    private static final double COS = Math.cos(PITCH);
    private static final double SIN = Math.sin(PITCH);
    private static final double ZOOM_X = 0.99;
    private static final double ZOOM_Y = 0.97;
    private static final double ZOOM_ABOVE = 0.92;
    private static final double ZOOM_BELOW = 0.84;

    private MniTalairach() {}

    public static Vec3 toTalairach(Vec3 mni) {
        double y = ZOOM_Y * mni.y();
        double z = mni.z() * zoom(mni.z());
        return new Vec3(ZOOM_X * mni.x(), COS * y + SIN * z, COS * z - SIN * y);
    }

    public static Vec3 toMni(Vec3 talairach) {
        double y = COS * talairach.y() - SIN * talairach.z();
        double z = SIN * talairach.y() + COS * talairach.z();
        return new Vec3(talairach.x() / ZOOM_X, y / ZOOM_Y, z / zoom(z));
    }

    private static double zoom(double z) {
        return z < 0 ? ZOOM_BELOW : ZOOM_ABOVE;
    }
}
