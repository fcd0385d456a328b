package org.foldlink.nifti;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;

/** Unit quaternions (a, b, c, d) with a ≥ 0 left out, as the qform keeps them (nifti1.h, "method 2"). */
final class Quaternions {

    private Quaternions() {}

    /** The rotation of (b, c, d); a vector slightly longer than 1 is scaled to 1. */
    static Affine rotation(Vec3 bcd) {
        double squared = bcd.dot(bcd);
        Vec3 v = squared > 1 ? bcd.times(1 / Math.sqrt(squared)) : bcd;
        double a = Math.sqrt(Math.max(0, 1 - squared));
        double b = v.x();
        double c = v.y();
        double d = v.z();
        return new Affine(
                new Vec3(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)),
                new Vec3(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)),
                new Vec3(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c),
                Vec3.ZERO);
    }

    /** (b, c, d) of a proper rotation given by its orthonormal columns. */
    static Vec3 of(Vec3 i, Vec3 j, Vec3 k) {
        // The largest of 4a², 4b², 4c², 4d² is at least 1: dividing by its root keeps the precision whatever the angle.
        double a2 = 1 + i.x() + j.y() + k.z();
        double b2 = 1 + i.x() - j.y() - k.z();
        double c2 = 1 - i.x() + j.y() - k.z();
        double d2 = 1 - i.x() - j.y() + k.z();
        double a;
        Vec3 v;
        if (a2 >= b2 && a2 >= c2 && a2 >= d2) {
            double s = 2 * Math.sqrt(a2);
            a = s / 4;
            v = new Vec3((j.z() - k.y()) / s, (k.x() - i.z()) / s, (i.y() - j.x()) / s);
        } else if (b2 >= c2 && b2 >= d2) {
            double s = 2 * Math.sqrt(b2);
            a = (j.z() - k.y()) / s;
            v = new Vec3(s / 4, (j.x() + i.y()) / s, (k.x() + i.z()) / s);
        } else if (c2 >= d2) {
            double s = 2 * Math.sqrt(c2);
            a = (k.x() - i.z()) / s;
            v = new Vec3((j.x() + i.y()) / s, s / 4, (k.y() + j.z()) / s);
        } else {
            double s = 2 * Math.sqrt(d2);
            a = (i.y() - j.x()) / s;
            v = new Vec3((k.x() + i.z()) / s, (k.y() + j.z()) / s, s / 4);
        }
        return a < 0 ? v.times(-1) : v;
    }
}
