package org.foldlink.page;

import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A brain of an ellipsoid, dark at its left and bright at its right, with a ball of a tumour at a place in RAS: the same on every grid.
 *
 * @param centre of the brain, RAS mm
 */
record ReportHead(Volume scan, Volume labels, Vec3 centre) {

    static final int NECROSIS = 1;
    static final int OEDEMA = 2;
    static final int ENHANCING = 4;
    static final Vec3 CENTRE = new Vec3(4, -12, 21);

    private static final Vec3 HALF = new Vec3(66, 84, 58);

    /** BraTS' parts. */
    static SortedMap<Integer, String> parts() {
        return new TreeMap<>(java.util.Map.of(NECROSIS, "necrosis", OEDEMA, "oedema", ENHANCING, "enhancing"));
    }

    /**
     * @param tumour from the brain's centre, RAS mm
     * @param radius mm; 0 for none
     */
    static ReportHead on(Grid grid, Vec3 tumour, double radius) {
        Volume scan = Volume.allocate(grid, VoxelType.INT16);
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        Affine a = grid.indexToRas();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = a.apply(i, j, k).minus(CENTRE);
                    double inside = square(p.x() / HALF.x()) + square(p.y() / HALF.y()) + square(p.z() / HALF.z());
                    long at = grid.index(i, j, k);
                    scan.voxels().set(at, inside < 1 ? 500 + 3 * p.x() : 0);
                    double r = p.minus(tumour).norm() / Math.max(radius, 1e-9);
                    labels.voxels().set(at, r < 0.4 ? NECROSIS : r < 0.65 ? ENHANCING : r < 1 ? OEDEMA : 0);
                }
            }
        }
        return new ReportHead(scan, labels, CENTRE);
    }

    private static double square(double x) {
        return x * x;
    }

    /** About the head, steps in RAS mm. */
    static Grid grid(int sizeI, int sizeJ, int sizeK, Vec3 i, Vec3 j, Vec3 k) {
        return Grid.ofCentre(sizeI, sizeJ, sizeK, i, j, k, CENTRE);
    }

    static Grid ras() {
        return grid(72, 90, 66, new Vec3(2, 0, 0), new Vec3(0, 2, 0), new Vec3(0, 0, 2));
    }

    static Grid lps() {
        return grid(72, 90, 66, new Vec3(-2, 0, 0), new Vec3(0, -2, 0), new Vec3(0, 0, 2));
    }

    /** Sagittal slices, upside down, of three spacings. */
    static Grid permuted() {
        return grid(80, 64, 40, new Vec3(0, 2.3, 0), new Vec3(0, 0, -2), new Vec3(-3.6, 0, 0));
    }

    /** Left-handed. */
    static Grid flipped() {
        return grid(72, 90, 66, new Vec3(-2, 0, 0), new Vec3(0, 2, 0), new Vec3(0, 0, 2));
    }

    /** Turned by some 17 degrees about S and 9 about R, thick slices. */
    static Grid oblique() {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        Vec3 i = new Vec3(c, s, 0);
        Vec3 k = new Vec3(s * Math.sin(0.15), -c * Math.sin(0.15), Math.cos(0.15));
        return grid(90, 106, 36, i.times(2), k.cross(i).times(2), k.times(4));
    }

    /** One axial slice through the tumour's height. */
    static Grid singleSlice() {
        return grid(72, 90, 1, new Vec3(2, 0, 0), new Vec3(0, 2, 0), new Vec3(0, 0, 6));
    }
}
