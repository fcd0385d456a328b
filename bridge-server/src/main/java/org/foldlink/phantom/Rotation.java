package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/** A rotation matrix by rows (xy: row x, column y). Its columns are the turned axes. StrictMath, so that every machine gets the same bits. */
record Rotation(double xx, double xy, double xz, double yx, double yy, double yz, double zx, double zy, double zz) {

    /** Turned about x, then y, then z. */
    static Rotation ofDegrees(double aboutX, double aboutY, double aboutZ) {
        double cx = StrictMath.cos(StrictMath.toRadians(aboutX));
        double sx = StrictMath.sin(StrictMath.toRadians(aboutX));
        double cy = StrictMath.cos(StrictMath.toRadians(aboutY));
        double sy = StrictMath.sin(StrictMath.toRadians(aboutY));
        double cz = StrictMath.cos(StrictMath.toRadians(aboutZ));
        double sz = StrictMath.sin(StrictMath.toRadians(aboutZ));
        return new Rotation(
                cz * cy,
                cz * sy * sx - sz * cx,
                cz * sy * cx + sz * sx,
                sz * cy,
                sz * sy * sx + cz * cx,
                sz * sy * cx - cz * sx,
                -sy,
                cy * sx,
                cy * cx);
    }

    Vec3 apply(Vec3 p) {
        return new Vec3(
                xx * p.x() + xy * p.y() + xz * p.z(),
                yx * p.x() + yy * p.y() + yz * p.z(),
                zx * p.x() + zy * p.y() + zz * p.z());
    }
}
