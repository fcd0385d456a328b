package org.foldlink.geometry;

/** A point or a direction in three dimensions; the frame (RAS, LPS or voxel index) and the unit are the user's to state. */
public record Vec3(double x, double y, double z) {

    public static final Vec3 ZERO = new Vec3(0, 0, 0);

    public Vec3 {
        // -0.0 becomes 0.0: equals() would tell them apart, and a flipped zero is still zero.
        x += 0.0;
        y += 0.0;
        z += 0.0;
    }

    public Vec3 plus(Vec3 o) {
        return new Vec3(x + o.x, y + o.y, z + o.z);
    }

    public Vec3 minus(Vec3 o) {
        return new Vec3(x - o.x, y - o.y, z - o.z);
    }

    public Vec3 times(double s) {
        return new Vec3(x * s, y * s, z * s);
    }

    public double dot(Vec3 o) {
        return x * o.x + y * o.y + z * o.z;
    }

    public Vec3 cross(Vec3 o) {
        return new Vec3(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x);
    }

    public double norm() {
        return Math.sqrt(dot(this));
    }

    /** The unit vector; the zero vector stays zero. */
    public Vec3 unit() {
        double n = norm();
        return n == 0 ? this : times(1 / n);
    }

    /** RAS to LPS or LPS to RAS: the same flip of the first two axes. */
    public Vec3 flipRasLps() {
        return new Vec3(-x, -y, z);
    }

    public boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z);
    }
}
