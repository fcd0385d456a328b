package org.foldlink.phantom;

import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/** The solids that the phantom is built of, and how they are joined. All lengths in mm in the body frame of {@link Shape}. */
final class Shapes {

    /** So far outside of a solid, what is cut off it no longer matters, mm. */
    private static final double FAR = 30;

    private Shapes() {}

    static Box box(double x, double y, double z, double rx, double ry, double rz) {
        return new Box(new Vec3(x - rx, y - ry, z - rz), new Vec3(x + rx, y + ry, z + rz));
    }

    static Box hull(Box a, Box b) {
        return new Box(
                new Vec3(
                        Math.min(a.min().x(), b.min().x()),
                        Math.min(a.min().y(), b.min().y()),
                        Math.min(a.min().z(), b.min().z())),
                new Vec3(
                        Math.max(a.max().x(), b.max().x()),
                        Math.max(a.max().y(), b.max().y()),
                        Math.max(a.max().z(), b.max().z())));
    }

    static Box grow(Box b, double mm) {
        Vec3 by = new Vec3(mm, mm, mm);
        return new Box(b.min().minus(by), b.max().plus(by));
    }

    /** Smooth minimum (polynomial): joins two surfaces with a fillet of about {@code k} mm. */
    static double smoothMin(double a, double b, double k) {
        double h = Math.max(k - Math.abs(a - b), 0) / k;
        return Math.min(a, b) - h * h * k * 0.25;
    }

    /** An ellipsoid with semi-axes along its own axes, turned about x, then y, then z by the angles in degrees. */
    static Shape ellipsoid(Vec3 centre, Vec3 radii, double turnX, double turnY, double turnZ) {
        return new Ellipsoid(centre, radii, Rotation.ofDegrees(turnX, turnY, turnZ));
    }

    static Shape ellipsoid(double x, double y, double z, double rx, double ry, double rz) {
        return ellipsoid(new Vec3(x, y, z), new Vec3(rx, ry, rz), 0, 0, 0);
    }

    static Shape capsule(Vec3 a, Vec3 b, double ra, double rb) {
        return new Capsule(a, b, ra, rb);
    }

    /** A tube through the points, its radius running linearly from point to point. */
    static Shape tube(double fillet, Vec3[] points, double[] radii) {
        Shape tube = new Capsule(points[0], points[1], radii[0], radii[1]);
        for (int p = 1; p + 1 < points.length; p++) {
            tube = union(fillet, tube, new Capsule(points[p], points[p + 1], radii[p], radii[p + 1]));
        }
        return tube;
    }

    static Shape union(double fillet, Shape a, Shape b) {
        return new Union(a, b, fillet, grow(hull(a.bounds(), b.bounds()), fillet * 0.25));
    }

    static Shape minus(double fillet, Shape a, Shape b) {
        return new Difference(a, b, fillet);
    }

    /** The part of {@code a} that lies at least {@code gap} mm inside {@code b}. */
    static Shape within(Shape a, Shape b, double gap) {
        return new Within(a, b, gap);
    }

    static Shape inflate(Shape a, double mm) {
        return new Inflated(a, mm);
    }

    private record Ellipsoid(Vec3 centre, Vec3 radii, Rotation turn) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double dx = x - centre.x();
            double dy = y - centre.y();
            double dz = z - centre.z();
            double u = (turn.xx() * dx + turn.yx() * dy + turn.zx() * dz) / radii.x();
            double v = (turn.xy() * dx + turn.yy() * dy + turn.zy() * dz) / radii.y();
            double w = (turn.xz() * dx + turn.yz() * dy + turn.zz() * dz) / radii.z();
            double k0 = Math.sqrt(u * u + v * v + w * w);
            if (k0 < 1e-6) {
                return -Math.min(radii.x(), Math.min(radii.y(), radii.z()));
            }
            double gu = u / radii.x();
            double gv = v / radii.y();
            double gw = w / radii.z();
            return k0 * (k0 - 1) / Math.sqrt(gu * gu + gv * gv + gw * gw);
        }

        @Override
        public Box bounds() {
            return box(
                    centre.x(),
                    centre.y(),
                    centre.z(),
                    reach(turn.xx(), turn.xy(), turn.xz()),
                    reach(turn.yx(), turn.yy(), turn.yz()),
                    reach(turn.zx(), turn.zy(), turn.zz()));
        }

        private double reach(double a, double b, double c) {
            return new Vec3(a * radii.x(), b * radii.y(), c * radii.z()).norm();
        }
    }

    private record Capsule(Vec3 a, Vec3 b, double ra, double rb) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double px = x - a.x();
            double py = y - a.y();
            double pz = z - a.z();
            double bx = b.x() - a.x();
            double by = b.y() - a.y();
            double bz = b.z() - a.z();
            double h = (px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz);
            h = Math.max(0, Math.min(1, h));
            double dx = px - bx * h;
            double dy = py - by * h;
            double dz = pz - bz * h;
            return Math.sqrt(dx * dx + dy * dy + dz * dz) - (ra + (rb - ra) * h);
        }

        @Override
        public Box bounds() {
            return hull(box(a.x(), a.y(), a.z(), ra, ra, ra), box(b.x(), b.y(), b.z(), rb, rb, rb));
        }
    }

    private record Union(Shape a, Shape b, double fillet, Box bounds) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            return smoothMin(a.distance(x, y, z), b.distance(x, y, z), fillet);
        }
    }

    private record Difference(Shape a, Shape b, double fillet) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double own = a.distance(x, y, z);
            return own > FAR ? own : -smoothMin(-own, b.distance(x, y, z), fillet);
        }

        @Override
        public Box bounds() {
            return a.bounds();
        }
    }

    private record Within(Shape a, Shape b, double gap) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            double own = a.distance(x, y, z);
            return own > FAR ? own : Math.max(own, b.distance(x, y, z) + gap);
        }

        @Override
        public Box bounds() {
            return a.bounds();
        }
    }

    private record Inflated(Shape a, double mm) implements Shape {
        @Override
        public double distance(double x, double y, double z) {
            return a.distance(x, y, z) - mm;
        }

        @Override
        public Box bounds() {
            return grow(a.bounds(), mm);
        }
    }
}
