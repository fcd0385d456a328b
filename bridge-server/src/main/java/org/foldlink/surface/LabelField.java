package org.foldlink.surface;

import java.util.BitSet;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.IntPredicate;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/** The labels of a labelmap as whole numbers 0..65535, with background around the volume. Thread-safe. */
final class LabelField {

    private final Volume labelmap;
    private final BitSet asked = new BitSet();

    /** The first voxel in memory that is no label, whichever thread meets it. */
    private final LongAccumulator bad = new LongAccumulator(Math::min, Long.MAX_VALUE);

    /** @param asked labels other than these count as background */
    LabelField(Volume labelmap, IntPredicate asked) {
        this.labelmap = labelmap;
        for (int v = 1; v <= Character.MAX_VALUE; v++) {
            this.asked.set(v, asked.test(v));
        }
    }

    Grid grid() {
        return labelmap.grid();
    }

    /**
     * Reads a row along i with a voxel of background at both of its ends: {@code to[at]} and {@code to[at + sizeI + 1]}.
     *
     * @param row room for sizeI values
     */
    void read(int j, int k, float[] row, char[] to, int at) {
        int n = labelmap.grid().sizeI();
        long from = labelmap.grid().index(0, j, k);
        labelmap.voxels().read(from, row, 0, n);
        to[at] = 0;
        to[at + n + 1] = 0;
        for (int i = 0; i < n; i++) {
            char v = (char) row[i];
            if (v != row[i]) {
                bad.accumulate(from + i);
            }
            to[at + 1 + i] = v != 0 && asked.get(v) ? v : 0;
        }
    }

    /** The label of a voxel; 0 outside of the volume. */
    int at(int i, int j, int k) {
        Grid g = labelmap.grid();
        if (i < 0 || j < 0 || k < 0 || i >= g.sizeI() || j >= g.sizeJ() || k >= g.sizeK()) {
            return 0;
        }
        int v = (int) labelmap.voxels().get(g.index(i, j, k));
        return asked.get(v) ? v : 0;
    }

    /** @throws IllegalArgumentException if a voxel that was read is no label */
    void refuseBad() {
        long at = bad.get();
        if (at < Long.MAX_VALUE) {
            Grid g = labelmap.grid();
            double value = labelmap.voxels().get(at);
            String shown = value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
            throw new IllegalArgumentException("labelmap voxel (" + at % g.sizeI() + ", "
                    + at / g.sizeI() % g.sizeJ() + ", " + at / g.sizeI() / g.sizeJ() + ") = " + shown
                    + " (expected a whole number 0.." + (int) Character.MAX_VALUE + ")");
        }
    }
}
