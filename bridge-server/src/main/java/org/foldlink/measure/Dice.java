package org.foldlink.measure;

import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/** The Dice coefficient of two labelmaps: 2 |A ∩ B| / (|A| + |B|) over voxels. */
public final class Dice {

    private static final double GRID_TOLERANCE_MM = 1e-2;

    private Dice() {}

    /**
     * For one label: 0 where they do not meet, 1 where they are the same, NaN where neither has a voxel of it.
     *
     * @throws IllegalArgumentException if the grids differ
     */
    public static double of(Volume a, Volume b, int label) {
        if (!a.grid().matches(b.grid(), GRID_TOLERANCE_MM)) {
            throw new IllegalArgumentException("the labelmaps lie on different grids, " + describe(a.grid()) + " and "
                    + describe(b.grid()) + " (expected the same size and place within " + GRID_TOLERANCE_MM + " mm)");
        }
        long both = 0;
        long sum = 0;
        int width = a.grid().sizeI();
        float[] rowA = new float[width];
        float[] rowB = new float[width];
        for (long from = 0; from < a.grid().count(); from += width) {
            a.voxels().read(from, rowA, 0, width);
            b.voxels().read(from, rowB, 0, width);
            for (int i = 0; i < width; i++) {
                boolean inA = rowA[i] == label;
                boolean inB = rowB[i] == label;
                both += inA && inB ? 1 : 0;
                sum += (inA ? 1 : 0) + (inB ? 1 : 0);
            }
        }
        return sum == 0 ? Double.NaN : 2.0 * both / sum;
    }

    private static String describe(Grid g) {
        return g.sizeI() + " x " + g.sizeJ() + " x " + g.sizeK();
    }
}
