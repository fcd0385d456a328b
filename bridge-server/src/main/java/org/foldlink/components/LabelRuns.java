package org.foldlink.components;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/**
 * The labelled voxels of a labelmap as runs of equal value along i, so that one pass over the voxels serves any number of questions about
 * connected components. A run takes 10 bytes; voxels are counted in 64 bits, so a labelmap may be of any size that has fewer than 2^31 runs.
 * Not thread-safe.
 */
public final class LabelRuns {

    private final Volume labels;
    private final int rowsAPlane;
    /** First run of each row (j + sizeJ · k), and the end of the last. */
    private final int[] rowStart;

    private int[] start = new int[1024];
    private int[] end = new int[1024];
    private char[] value = new char[1024];
    private int count;

    private LabelRuns(Volume labels) {
        Grid grid = labels.grid();
        this.labels = labels;
        this.rowsAPlane = grid.sizeJ();
        this.rowStart = new int[Math.addExact(Math.multiplyExact(grid.sizeJ(), grid.sizeK()), 1)];
    }

    /** @param labels whole numbers 0..65535; read here, and written by {@link #write} only */
    public static LabelRuns of(Volume labels) {
        LabelRuns runs = new LabelRuns(labels);
        runs.read();
        return runs;
    }

    private void read() {
        int width = labels.grid().sizeI();
        float[] row = new float[width];
        for (int r = 0; r < rowStart.length - 1; r++) {
            rowStart[r] = count;
            labels.voxels().read((long) r * width, row, 0, width);
            for (int i = 0; i < width; ) {
                float v = row[i];
                int first = i;
                while (i < width && row[i] == v) {
                    i++;
                }
                if (v != 0) {
                    append(first, i, (char) v);
                }
            }
        }
        rowStart[rowStart.length - 1] = count;
    }

    private void append(int from, int to, char v) {
        if (count == start.length) {
            int longer = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * count);
            start = Arrays.copyOf(start, longer);
            end = Arrays.copyOf(end, longer);
            value = Arrays.copyOf(value, longer);
        }
        start[count] = from;
        end[count] = to;
        value[count] = v;
        count++;
    }

    /** Voxels of each 26-connected component of the voxels whose label {@code of} accepts, in no order. Label 0 is never asked about. */
    public long[] sizes(IntPredicate of) {
        int[] parent = components(of);
        long[] sizes = voxelsByRoot(parent);
        return Arrays.stream(sizes).filter(s -> s > 0).toArray();
    }

    /**
     * Of the voxels whose label {@code of} accepts, leaves the largest 26-connected component, or all of equally large ones; the rest becomes
     * {@code background}. Changes the runs, not yet the labelmap.
     *
     * @return voxels changed
     */
    public long keepLargest(IntPredicate of, int background) {
        int[] parent = components(of);
        long[] sizes = voxelsByRoot(parent);
        long largest = Arrays.stream(sizes).max().orElse(0);
        long changed = 0;
        for (int r = 0; r < count; r++) {
            if (parent[r] >= 0 && sizes[root(parent, r)] < largest) {
                value[r] = (char) background;
                changed += end[r] - start[r];
            }
        }
        return changed;
    }

    /** Writes every run's value into the labelmap. */
    public void write() {
        int width = labels.grid().sizeI();
        for (int row = 0; row < rowStart.length - 1; row++) {
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                long at = (long) row * width;
                if (labels.voxels().get(at + start[r]) != value[r]) {
                    for (int i = start[r]; i < end[r]; i++) {
                        labels.voxels().set(at + i, value[r]);
                    }
                }
            }
        }
    }

    /** Union-find over the runs that {@code of} accepts; -1 for the others. Parents have the lower index. */
    private int[] components(IntPredicate of) {
        boolean[] asked = new boolean[Character.MAX_VALUE + 1];
        for (int v = 1; v < asked.length; v++) {
            asked[v] = of.test(v);
        }
        int[] parent = new int[count];
        for (int row = 0; row < rowStart.length - 1; row++) {
            int j = row % rowsAPlane;
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                parent[r] = asked[value[r]] ? r : -1;
                if (parent[r] >= 0 && r > rowStart[row] && parent[r - 1] >= 0 && end[r - 1] == start[r]) {
                    parent[r] = root(parent, r - 1);
                }
            }
            // Of the 26 neighbours, the rows that come before in the order of reading.
            if (j > 0) {
                join(parent, row, row - 1);
            }
            for (int dj = -1; dj <= 1; dj++) {
                if (row >= rowsAPlane && j + dj >= 0 && j + dj < rowsAPlane) {
                    join(parent, row, row - rowsAPlane + dj);
                }
            }
        }
        return parent;
    }

    /** Joins the runs of two neighbouring rows that touch, corners included. */
    private void join(int[] parent, int row, int before) {
        int b = rowStart[before];
        for (int a = rowStart[row]; a < rowStart[row + 1]; a++) {
            while (b < rowStart[before + 1] && end[b] < start[a]) {
                b++;
            }
            for (int c = b; c < rowStart[before + 1] && start[c] <= end[a]; c++) {
                if (parent[a] >= 0 && parent[c] >= 0) {
                    int x = root(parent, a);
                    int y = root(parent, c);
                    parent[Math.max(x, y)] = Math.min(x, y);
                }
            }
        }
    }

    private static int root(int[] parent, int run) {
        int r = run;
        while (parent[r] != r) {
            parent[r] = parent[parent[r]];
            r = parent[r];
        }
        return r;
    }

    private long[] voxelsByRoot(int[] parent) {
        long[] sizes = new long[count];
        for (int r = 0; r < count; r++) {
            if (parent[r] >= 0) {
                sizes[root(parent, r)] += end[r] - start[r];
            }
        }
        return sizes;
    }
}
