package org.foldlink.render;

import org.foldlink.geometry.Vec3;

/**
 * The three planes as radiologists look at them: axial from the feet, coronal from the front (the patient's right on the viewer's left),
 * sagittal from the left side (anterior on the viewer's left). On the screen every shown axis runs against RAS: from R to L, A to P, S to I.
 */
enum Plane {
    AXIAL("axial", 0, 1, 2, "R", "L", "A", "P", "S"),
    CORONAL("coronal", 0, 2, 1, "R", "L", "S", "I", "A"),
    SAGITTAL("sagittal", 1, 2, 0, "A", "P", "S", "I", "R");

    private final String term;
    private final int across;
    private final int down;
    private final int through;
    private final String leftLetter;
    private final String rightLetter;
    private final String topLetter;
    private final String bottomLetter;
    private final String throughLetter;

    Plane(
            String term,
            int across,
            int down,
            int through,
            String leftLetter,
            String rightLetter,
            String topLetter,
            String bottomLetter,
            String throughLetter) {
        this.term = term;
        this.across = across;
        this.down = down;
        this.through = through;
        this.leftLetter = leftLetter;
        this.rightLetter = rightLetter;
        this.topLetter = topLetter;
        this.bottomLetter = bottomLetter;
        this.throughLetter = throughLetter;
    }

    String term() {
        return term;
    }

    /** RAS axis (0, 1, 2) along the screen's x, reversed. */
    int across() {
        return across;
    }

    /** RAS axis along the screen's y, reversed. */
    int down() {
        return down;
    }

    /** RAS axis from plane to plane. */
    int through() {
        return through;
    }

    String leftLetter() {
        return leftLetter;
    }

    String rightLetter() {
        return rightLetter;
    }

    String topLetter() {
        return topLetter;
    }

    String bottomLetter() {
        return bottomLetter;
    }

    /** The direction in which the position of the plane counts up. */
    String throughLetter() {
        return throughLetter;
    }

    /** The RAS point with these coordinates along the plane's axes. */
    Vec3 point(double alongAcross, double alongDown, double alongThrough) {
        double[] p = new double[3];
        p[across] = alongAcross;
        p[down] = alongDown;
        p[through] = alongThrough;
        return new Vec3(p[0], p[1], p[2]);
    }

    static double axis(Vec3 v, int axis) {
        return axis == 0 ? v.x() : axis == 1 ? v.y() : v.z();
    }
}
