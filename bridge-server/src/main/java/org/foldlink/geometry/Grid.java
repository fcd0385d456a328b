package org.foldlink.geometry;

/**
 * A regular grid of voxels in the patient's space.
 *
 * @param sizeI voxels along i, the fastest axis in memory
 * @param sizeJ voxels along j
 * @param sizeK voxels along k, the slowest axis in memory
 * @param indexToRas continuous voxel index (whole numbers are voxel centres) to RAS in mm
 */
public record Grid(int sizeI, int sizeJ, int sizeK, Affine indexToRas) {

    /** Largest {@link #shear} of a grid that still counts as orthogonal: files beyond it are refused. */
    public static final double MAX_SHEAR = 1e-3;

    /** 2^40: far beyond any scan, and byte counts of it stay far from the end of a long. */
    public static final long MAX_COUNT = 1L << 40;

    public Grid {
        checkSize("i", sizeI);
        checkSize("j", sizeJ);
        checkSize("k", sizeK);
        if ((double) sizeI * sizeJ * sizeK > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "grid size = " + sizeI + " x " + sizeJ + " x " + sizeK + " voxels (expected at most 2^40)");
        }
        if (!indexToRas.isFinite()) {
            throw new IllegalArgumentException(
                    "grid matrix has a value that is not finite (expected 12 finite numbers)");
        }
        if (indexToRas.determinant() == 0) {
            throw new IllegalArgumentException("grid matrix is singular (expected three independent directions)");
        }
    }

    private static void checkSize(String axis, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("grid size along " + axis + " = " + n + " (expected 1 or more)");
        }
    }

    /** Number of voxels. */
    public long count() {
        return (long) sizeI * sizeJ * sizeK;
    }

    /** Linear index of a voxel: i fastest. */
    public long index(int i, int j, int k) {
        return i + (long) sizeI * (j + (long) sizeJ * k);
    }

    /** Spacing in mm along i, j, k. */
    public Vec3 spacing() {
        return indexToRas.spacing();
    }

    /** Volume of one voxel in mm³, positive. */
    public double voxelVolume() {
        return Math.abs(indexToRas.determinant());
    }

    /** RAS of the centre of the grid of voxel centres: OpenIGTLink's IMAGE position. */
    public Vec3 centre() {
        return indexToRas.apply((sizeI - 1) / 2.0, (sizeJ - 1) / 2.0, (sizeK - 1) / 2.0);
    }

    /** The grid whose centre of voxel centres lies at {@code centre} (OpenIGTLink), with steps i, j, k in RAS mm. */
    public static Grid ofCentre(int sizeI, int sizeJ, int sizeK, Vec3 i, Vec3 j, Vec3 k, Vec3 centre) {
        Vec3 origin = centre.minus(i.times((sizeI - 1) / 2.0))
                .minus(j.times((sizeJ - 1) / 2.0))
                .minus(k.times((sizeK - 1) / 2.0));
        return new Grid(sizeI, sizeJ, sizeK, new Affine(i, j, k, origin));
    }

    /** Largest cosine between two axes: 0 for orthogonal axes, above about 1e-3 the grid is sheared. */
    public double shear() {
        Vec3 a = indexToRas.i().unit();
        Vec3 b = indexToRas.j().unit();
        Vec3 c = indexToRas.k().unit();
        return Math.max(Math.abs(a.dot(b)), Math.max(Math.abs(a.dot(c)), Math.abs(b.dot(c))));
    }

    /** Same size, and no corner of the two differs by more than {@code mm}. */
    public boolean matches(Grid o, double mm) {
        if (sizeI != o.sizeI || sizeJ != o.sizeJ || sizeK != o.sizeK) {
            return false;
        }
        for (int corner = 0; corner < 8; corner++) {
            double ci = (corner & 1) * (sizeI - 1.0);
            double cj = (corner >> 1 & 1) * (sizeJ - 1.0);
            double ck = (corner >> 2 & 1) * (sizeK - 1.0);
            if (indexToRas
                            .apply(ci, cj, ck)
                            .minus(o.indexToRas.apply(ci, cj, ck))
                            .norm()
                    > mm) {
                return false;
            }
        }
        return true;
    }
}
