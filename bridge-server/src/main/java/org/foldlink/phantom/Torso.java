package org.foldlink.phantom;

import org.foldlink.geometry.Box;

/**
 * The trunk as a column whose axial section is a rounded ellipse, wider at hips and chest than at the waist: skin, wall and cavity are the same
 * column with different insets. Body frame of {@link Shape}, mm.
 *
 * @param halfWidth of the cavity at the waist, along x
 * @param anterior reach of the cavity from the vertebral bodies forwards
 * @param posterior reach of the cavity backwards
 * @param boxy 0 an ellipse, 1 nearly a rectangle
 * @param hip relative widening about z = -80
 * @param chest relative widening about z = 230
 * @param belly relative bulge forwards about z = 70
 */
record Torso(double halfWidth, double anterior, double posterior, double boxy, double hip, double chest, double belly) {

    static Torso draw(Draw draw) {
        return new Torso(
                draw.around(136, 14),
                draw.around(118, 22),
                draw.around(64, 8),
                draw.in(0.1, 0.6),
                draw.in(0.02, 0.14),
                draw.in(-0.06, 0.08),
                draw.in(-0.12, 0.15));
    }

    /** The column grown outwards by these mm on the sides, in front and at the back. */
    Shape shell(double sides, double front, double back) {
        return new Shell(this, sides, front, back);
    }

    private static double bump(double z, double centre, double width) {
        double t = (z - centre) / width;
        double q = 1 / (1 + t * t);
        return q * q;
    }

    double width(double z) {
        return halfWidth * (1 + hip * bump(z, -80, 90) + chest * bump(z, 230, 120));
    }

    double front(double z) {
        return anterior * (1 + belly * bump(z, 70, 120) - 0.18 * bump(z, -110, 60));
    }

    private record Shell(Torso torso, double sides, double front, double back) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double a = torso.width(z) + sides;
            double b = y > 0 ? torso.front(z) + front : torso.posterior + back;
            double u = x / a;
            double v = y / b;
            double u2 = u * u;
            double v2 = v * v;
            double f2 = Math.sqrt(u2 + v2);
            if (f2 < 1e-6) {
                return -Math.min(a, b);
            }
            double f4 = Math.sqrt(Math.sqrt(u2 * u2 + v2 * v2));
            double t = torso.boxy;
            double f = (1 - t) * f2 + t * f4;
            double f43 = f4 * f4 * f4;
            double gu = ((1 - t) * u / f2 + t * u2 * u / f43) / a;
            double gv = ((1 - t) * v / f2 + t * v2 * v / f43) / b;
            return (f - 1) / Math.sqrt(gu * gu + gv * gv);
        }

        @Override
        public Box bounds() {
            return UNBOUNDED;
        }
    }
}
