package org.foldlink.geometry;

/**
 * A 3×4 affine map {@code p -> columns · p + translation}, immutable.
 *
 * <p>As a grid's {@code indexToRas} it takes continuous voxel indices (i, j, k), where whole numbers are voxel <em>centres</em>, to
 * millimetres in RAS. Columns are the steps of one voxel along i, j and k (direction cosines scaled by the spacing).
 */
public record Affine(Vec3 i, Vec3 j, Vec3 k, Vec3 translation) {

    public static final Affine IDENTITY =
            new Affine(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), Vec3.ZERO);

    /** @param m 12 or 16 values, row-major (rows x, y, z[, ignored]) */
    public static Affine ofRows(double... m) {
        if (m.length != 12 && m.length != 16) {
            throw new IllegalArgumentException("affine has " + m.length + " values (expected 12 or 16, row-major)");
        }
        return new Affine(
                new Vec3(m[0], m[4], m[8]),
                new Vec3(m[1], m[5], m[9]),
                new Vec3(m[2], m[6], m[10]),
                new Vec3(m[3], m[7], m[11]));
    }

    /** Axis-aligned in the target frame: spacing in mm and the position of voxel (0, 0, 0)'s centre. */
    public static Affine ofSpacing(double si, double sj, double sk, Vec3 origin) {
        return new Affine(new Vec3(si, 0, 0), new Vec3(0, sj, 0), new Vec3(0, 0, sk), origin);
    }

    public Vec3 apply(double pi, double pj, double pk) {
        return new Vec3(
                i.x() * pi + j.x() * pj + k.x() * pk + translation.x(),
                i.y() * pi + j.y() * pj + k.y() * pk + translation.y(),
                i.z() * pi + j.z() * pj + k.z() * pk + translation.z());
    }

    public Vec3 apply(Vec3 p) {
        return apply(p.x(), p.y(), p.z());
    }

    /** {@code this ∘ first}: apply {@code first}, then this. */
    public Affine after(Affine first) {
        return new Affine(linear(first.i), linear(first.j), linear(first.k), apply(first.translation));
    }

    /** The linear part applied to a direction. */
    public Vec3 linear(Vec3 d) {
        return i.times(d.x()).plus(j.times(d.y())).plus(k.times(d.z()));
    }

    /** Signed volume of one voxel in mm³; negative for a left-handed grid. */
    public double determinant() {
        return i.cross(j).dot(k);
    }

    /** @throws ArithmeticException if singular */
    public Affine inverse() {
        double det = determinant();
        if (det == 0 || !Double.isFinite(det)) {
            throw new ArithmeticException("affine is singular (determinant " + det + ")");
        }
        Vec3 r0 = j.cross(k).times(1 / det);
        Vec3 r1 = k.cross(i).times(1 / det);
        Vec3 r2 = i.cross(j).times(1 / det);
        return new Affine(
                new Vec3(r0.x(), r1.x(), r2.x()),
                new Vec3(r0.y(), r1.y(), r2.y()),
                new Vec3(r0.z(), r1.z(), r2.z()),
                new Vec3(-r0.dot(translation), -r1.dot(translation), -r2.dot(translation)));
    }

    /** The same map with its target frame turned from RAS to LPS or back. */
    public Affine flipRasLps() {
        return new Affine(i.flipRasLps(), j.flipRasLps(), k.flipRasLps(), translation.flipRasLps());
    }

    /** Lengths of the columns: spacing in mm along i, j, k. */
    public Vec3 spacing() {
        return new Vec3(i.norm(), j.norm(), k.norm());
    }

    public boolean isFinite() {
        return i.isFinite() && j.isFinite() && k.isFinite() && translation.isFinite();
    }

    /** 12 values, row-major. */
    public double[] rows() {
        return new double[] {
            i.x(), j.x(), k.x(), translation.x(),
            i.y(), j.y(), k.y(), translation.y(),
            i.z(), j.z(), k.z(), translation.z()
        };
    }
}
