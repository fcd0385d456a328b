package org.foldlink.phantom;

import org.foldlink.geometry.Vec3;

/**
 * A kidney without its sinus, and the sinus (fat and the renal pelvis), which is not labelled. Body frame, mm.
 */
record Kidney(Shape body, Shape sinus) {

    /** @param side +1 the patient's right, -1 the left */
    static Kidney draw(Draw draw, int side, double z) {
        double s = draw.around(1, 0.2);
        Vec3 centre = new Vec3(side * draw.around(71, 10), draw.around(-17, 12), z);
        // The upper pole leans to the spine and backwards.
        double leanY = side * draw.around(-13, 10);
        double leanX = draw.around(12, 12);
        double turnZ = side * draw.around(-25, 25);
        Vec3 radii = new Vec3(draw.in(25, 31) * s, draw.in(22, 28) * s, draw.in(48, 60) * s);
        Shape whole = Shapes.ellipsoid(centre, radii, leanX, leanY, turnZ);
        Vec3 hilum = new Vec3(-side * radii.x() * 0.62, radii.y() * 0.22, 0);
        Shape sinus = Shapes.ellipsoid(
                centre.plus(hilum),
                new Vec3(
                        radii.x() * draw.in(0.45, 0.75),
                        radii.y() * draw.in(0.3, 0.5),
                        radii.z() * draw.in(0.32, 0.55)),
                leanX,
                leanY,
                turnZ);
        return new Kidney(Shapes.minus(5, whole, sinus), sinus);
    }
}
