package org.foldlink.preprocess;

import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.ReaderOrientation;

/**
 * Which grid axis (0 = i, 1 = j, 2 = k), in which direction, each axis of the network's array (0 = z, 1 = y, 2 = x) runs along: the reader's
 * orientation followed by {@code transpose_forward}. Immutable.
 */
public final class AxisMap {

    private final Grid grid;
    private final int[] gridAxis;
    private final boolean[] flip;
    private final long[] stride;
    private final long origin;

    private AxisMap(Grid grid, int[] gridAxis, boolean[] flip) {
        this.grid = grid;
        this.gridAxis = gridAxis;
        this.flip = flip;
        long[] gridStride = {1, grid.sizeI(), (long) grid.sizeI() * grid.sizeJ()};
        this.stride = new long[3];
        long start = 0;
        for (int a = 0; a < 3; a++) {
            long s = gridStride[gridAxis[a]];
            stride[a] = flip[a] ? -s : s;
            start += flip[a] ? s * (size(a) - 1) : 0;
        }
        this.origin = start;
    }

    public static AxisMap of(Grid grid, ReaderOrientation reader, List<Integer> transposeForward) {
        int[] axis = {2, 1, 0};
        boolean[] flip = new boolean[3];
        if (reader == ReaderOrientation.RAS) {
            toRas(grid.indexToRas(), axis, flip);
        }
        int[] mappedAxis = new int[3];
        boolean[] mappedFlip = new boolean[3];
        for (int a = 0; a < 3; a++) {
            mappedAxis[a] = axis[transposeForward.get(a)];
            mappedFlip[a] = flip[transposeForward.get(a)];
        }
        return new AxisMap(grid, mappedAxis, mappedFlip);
    }

    /**
     * @param gridAxis the grid axis that each array axis runs along
     * @param flip which of them run backwards
     */
    public static AxisMap of(Grid grid, int[] gridAxis, boolean[] flip) {
        return new AxisMap(grid, gridAxis.clone(), flip.clone());
    }

    /** Array axes z, y, x to superior, anterior, right: the largest cosine first, each grid axis once. */
    private static void toRas(Affine m, int[] axis, boolean[] flip) {
        Vec3[] columns = {m.i().unit(), m.j().unit(), m.k().unit()};
        boolean[] gridTaken = new boolean[3];
        boolean[] rasTaken = new boolean[3];
        for (int round = 0; round < 3; round++) {
            int bestGrid = -1;
            int bestRas = -1;
            double best = -1;
            for (int g = 0; g < 3; g++) {
                for (int r = 0; r < 3; r++) {
                    double cosine = Math.abs(component(columns[g], r));
                    if (!gridTaken[g] && !rasTaken[r] && cosine > best) {
                        best = cosine;
                        bestGrid = g;
                        bestRas = r;
                    }
                }
            }
            gridTaken[bestGrid] = true;
            rasTaken[bestRas] = true;
            axis[2 - bestRas] = bestGrid;
            flip[2 - bestRas] = component(columns[bestGrid], bestRas) < 0;
        }
    }

    private static double component(Vec3 v, int axis) {
        return axis == 0 ? v.x() : axis == 1 ? v.y() : v.z();
    }

    public Grid grid() {
        return grid;
    }

    /** Voxels along array axis {@code a}. */
    public int size(int a) {
        return gridAxis[a] == 0 ? grid.sizeI() : gridAxis[a] == 1 ? grid.sizeJ() : grid.sizeK();
    }

    /** The grid axis (0 = i, 1 = j, 2 = k) that array axis {@code a} runs along. */
    public int gridAxis(int a) {
        return gridAxis[a];
    }

    /** Array axis {@code a} runs backwards along its grid axis. */
    public boolean flipped(int a) {
        return flip[a];
    }

    public int[] shape() {
        return new int[] {size(0), size(1), size(2)};
    }

    /**
     * Spacing in mm along array axis {@code a}, as nnU-Net's readers state it: files hold single precision, and a column's length carries the
     * rounding of an oblique matrix, so a length within 3e-7 of a decimal with five places is taken as that decimal in single precision.
     */
    public double spacing(int a) {
        double length = component(grid.spacing(), gridAxis[a]);
        double decimal = (float) (Math.rint(length * 1e5) / 1e5);
        return Math.abs(decimal - length) <= 3e-7 * length ? decimal : (float) length;
    }

    /** Linear index in the grid of array position (z, y, x). */
    public long index(int z, int y, int x) {
        return origin + z * stride[0] + y * stride[1] + x * stride[2];
    }

    /** Step of the linear index along array axis {@code a}. */
    public long stride(int a) {
        return stride[a];
    }

    /** RAS mm of the centre of array position (z, y, x). */
    public Vec3 ras(double z, double y, double x) {
        double[] at = {z, y, x};
        double[] ijk = new double[3];
        for (int a = 0; a < 3; a++) {
            ijk[gridAxis[a]] = flip[a] ? size(a) - 1 - at[a] : at[a];
        }
        return grid.indexToRas().apply(ijk[0], ijk[1], ijk[2]);
    }

    /** Continuous array position (z, y, x) of continuous grid index (i, j, k). */
    double[] fromGridIndex(Vec3 ijk) {
        double[] at = new double[3];
        for (int a = 0; a < 3; a++) {
            double v = component(ijk, gridAxis[a]);
            at[a] = flip[a] ? size(a) - 1 - v : v;
        }
        return at;
    }
}
