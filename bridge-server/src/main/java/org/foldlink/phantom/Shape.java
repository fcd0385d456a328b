package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/**
 * A solid by its signed distance in mm (negative inside), exact or a close first-order estimate near the surface. Coordinates are the
 * phantom's body frame: axes as RAS (x to the patient's right, y anterior, z superior), origin on the midline in the vertebral bodies at the
 * top of the sacrum. Immutable, thread-safe.
 */
interface Shape {

    double EVERYWHERE = 1e4;

    Box UNBOUNDED = Shapes.box(0, 0, 0, EVERYWHERE, EVERYWHERE, EVERYWHERE);

    double distance(double x, double y, double z);

    /** Holds every point inside the solid. */
    Box bounds();
}
