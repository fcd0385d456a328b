package org.foldlink.components;

import java.util.Arrays;

/** Gathers a {@link RunSet}. */
public final class RunCollector {

    private final int label;
    private long voxels;
    private int[] first;
    private int[] last;
    private int[] row;
    private int count;

    /** @param room runs to expect; it grows */
    public RunCollector(int label, int room) {
        this.label = label;
        this.first = new int[room];
        this.last = new int[room];
        this.row = new int[room];
    }

    /** @param end the voxel after the last */
    public void add(int inRow, int start, int end) {
        if (count == first.length) {
            first = Arrays.copyOf(first, 2 * count);
            last = Arrays.copyOf(last, 2 * count);
            row = Arrays.copyOf(row, 2 * count);
        }
        first[count] = start;
        last[count] = end - 1;
        row[count++] = inRow;
        voxels += end - start;
    }

    public RunSet done(int rowsASlice) {
        int[] j = new int[count];
        int[] k = new int[count];
        for (int r = 0; r < count; r++) {
            j[r] = row[r] % rowsASlice;
            k[r] = row[r] / rowsASlice;
        }
        return new RunSet(label, voxels, Arrays.copyOf(first, count), Arrays.copyOf(last, count), j, k);
    }
}
