package org.foldlink.atlas;

import java.util.List;

/**
 * A solid of the coarse brain, the same on both sides.
 *
 * <p>Points are in Talairach space, mm: {@code side} from the midline outwards (the absolute value of x, R), y to the front (A), z up (S).
 */
interface Shape {

    /** How deep a point lies below the surface, about, in mm; negative outside. */
    double depth(double side, double y, double z);

    default boolean holds(double side, double y, double z) {
        return depth(side, y, z) > 0;
    }

    /**
     * An ellipsoid whose front, back, upper and lower halves may have radii of their own, drawn out sideways by {@code flat}: it is as thick
     * at the midline as there.
     */
    record Ellipsoid(
            double side,
            double y,
            double z,
            double radius,
            double front,
            double back,
            double up,
            double down,
            double flat)
            implements Shape {

        Ellipsoid(double side, double y, double z, double rx, double ry, double rz) {
            this(side, y, z, rx, ry, ry, rz, rz, 0);
        }

        @Override
        public double depth(double s, double py, double pz) {
            double ry = py > y ? front : back;
            double rz = pz > z ? up : down;
            double a = (flat > 0 ? Math.max(s - flat, 0) : s - side) / radius;
            double b = (py - y) / ry;
            double c = (pz - z) / rz;
            double f = Math.sqrt(a * a + b * b + c * c);
            // To first order: the function's way to 1 over its slope.
            double slope = Math.sqrt(sq(a / radius) + sq(b / ry) + sq(c / rz));
            return slope == 0 ? Math.min(radius, Math.min(ry, rz)) : (1 - f) * f / slope;
        }
    }

    /** A point of a tube, where it has this radius. */
    record Knot(double side, double y, double z, double radius) {}

    /** A tube along two knots or more; {@code flat} as for an ellipsoid. */
    record Tube(double flat, List<Knot> knots) implements Shape {

        public Tube {
            knots = List.copyOf(knots);
        }

        @Override
        public double depth(double s, double y, double z) {
            double side = flat > 0 ? Math.max(s - flat, 0) : s;
            double best = Double.NEGATIVE_INFINITY;
            for (int n = 1; n < knots.size(); n++) {
                best = Math.max(best, depth(knots.get(n - 1), knots.get(n), side, y, z));
            }
            return best;
        }

        private static double depth(Knot a, Knot b, double side, double y, double z) {
            double us = b.side - a.side;
            double uy = b.y - a.y;
            double uz = b.z - a.z;
            double along = ((side - a.side) * us + (y - a.y) * uy + (z - a.z) * uz) / (us * us + uy * uy + uz * uz);
            double t = Math.max(0, Math.min(1, along));
            double away = Math.sqrt(sq(side - a.side - t * us) + sq(y - a.y - t * uy) + sq(z - a.z - t * uz));
            return a.radius + t * (b.radius - a.radius) - away;
        }
    }

    /** All of several. */
    record Union(List<Shape> parts) implements Shape {

        public Union {
            parts = List.copyOf(parts);
        }

        @Override
        public double depth(double side, double y, double z) {
            double best = Double.NEGATIVE_INFINITY;
            for (Shape part : parts) {
                best = Math.max(best, part.depth(side, y, z));
            }
            return best;
        }
    }

    private static double sq(double v) {
        return v * v;
    }
}
