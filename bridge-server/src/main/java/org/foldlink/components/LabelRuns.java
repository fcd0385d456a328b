package org.foldlink.components;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The rows that a label lies in, by value: none where the first is above the last. Removed runs do not narrow them. */
    private final int[] firstRow = new int[Character.MAX_VALUE + 1];

    private final int[] lastRow = new int[Character.MAX_VALUE + 1];

    private int[] start = new int[1024];
    private int[] end = new int[1024];
    private char[] value = new char[1024];
    private int count;

    private LabelRuns(Volume labels) {
        Grid grid = labels.grid();
        this.labels = labels;
        this.rowsAPlane = grid.sizeJ();
        this.rowStart = new int[Math.addExact(Math.multiplyExact(grid.sizeJ(), grid.sizeK()), 1)];
        Arrays.fill(firstRow, Integer.MAX_VALUE);
        Arrays.fill(lastRow, -1);
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
                    lies((char) v, r);
                }
            }
        }
        rowStart[rowStart.length - 1] = count;
    }

    private void lies(char v, int row) {
        firstRow[v] = Math.min(firstRow[v], row);
        lastRow[v] = Math.max(lastRow[v], row);
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
        return Arrays.stream(new Components(of).sizes).filter(s -> s > 0).toArray();
    }

    /** All voxels of a label. */
    public RunSet all(int label) {
        RunCollector runs = new RunCollector(label, 64);
        for (int row = Math.min(firstRow[label], rowStart.length - 1); row <= lastRow[label]; row++) {
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                if (value[r] == label) {
                    runs.add(row, start[r], end[r]);
                }
            }
        }
        return runs.done(rowsAPlane);
    }

    /** The label's 26-connected components of at least so many voxels, those first whose first voxel comes first in memory. */
    public List<RunSet> components(int label, long leastVoxels) {
        Components components = new Components(v -> v == label);
        Map<Integer, RunCollector> byRoot = new LinkedHashMap<>();
        for (int row = components.from; row < components.to; row++) {
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                if (components.has(r)) {
                    int root = components.root(r - components.base);
                    if (components.sizes[root] >= leastVoxels) {
                        byRoot.computeIfAbsent(root, n -> new RunCollector(label, 16))
                                .add(row, start[r], end[r]);
                    }
                }
            }
        }
        return byRoot.values().stream().map(c -> c.done(rowsAPlane)).toList();
    }

    /**
     * Of the voxels whose label {@code of} accepts, leaves the largest 26-connected component, or all of equally large ones; the rest becomes
     * {@code background}. Changes the runs, not yet the labelmap.
     *
     * @return voxels changed
     */
    public long keepLargest(IntPredicate of, int background) {
        Components components = new Components(of);
        long largest = Arrays.stream(components.sizes).max().orElse(0);
        long changed = 0;
        for (int row = components.from; row < components.to; row++) {
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                if (components.has(r) && components.sizes[components.root(r - components.base)] < largest) {
                    value[r] = (char) background;
                    lies(value[r], row);
                    changed += end[r] - start[r];
                }
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

    /** Union-find over the runs that a question accepts, in the rows where there can be any. */
    private final class Components {

        private final int from;
        private final int to;
        /** The first run of those rows; parents and sizes count from it. */
        private final int base;
        /** -1 for a run that is not asked about; else one of a lower or its own number. */
        private final int[] parent;
        /** Voxels, at each root. */
        private final long[] sizes;

        Components(IntPredicate of) {
            boolean[] asked = new boolean[firstRow.length];
            int first = Integer.MAX_VALUE;
            int last = -1;
            for (int v = 1; v < asked.length; v++) {
                if (lastRow[v] >= 0 && of.test(v)) {
                    asked[v] = true;
                    first = Math.min(first, firstRow[v]);
                    last = Math.max(last, lastRow[v]);
                }
            }
            this.from = last < 0 ? 0 : first;
            this.to = last + 1;
            this.base = rowStart[from];
            this.parent = new int[Math.max(0, rowStart[to] - base)];
            this.sizes = new long[parent.length];
            for (int row = from; row < to; row++) {
                join(row, asked);
            }
            for (int p = 0; p < parent.length; p++) {
                if (parent[p] >= 0) {
                    sizes[root(p)] += end[base + p] - start[base + p];
                }
            }
        }

        boolean has(int run) {
            return parent[run - base] >= 0;
        }

        /** A row's runs with each other and, of the 26 neighbours, with the rows that come before in the order of reading. */
        private void join(int row, boolean[] asked) {
            for (int r = rowStart[row]; r < rowStart[row + 1]; r++) {
                int p = r - base;
                parent[p] = asked[value[r]] ? p : -1;
                if (parent[p] >= 0 && r > rowStart[row] && parent[p - 1] >= 0 && end[r - 1] == start[r]) {
                    parent[p] = root(p - 1);
                }
            }
            int j = row % rowsAPlane;
            if (j > 0) {
                join(row, row - 1);
            }
            for (int dj = -1; dj <= 1; dj++) {
                if (j + dj >= 0 && j + dj < rowsAPlane) {
                    join(row, row - rowsAPlane + dj);
                }
            }
        }

        /** Joins the runs of two neighbouring rows that touch, corners included. */
        private void join(int row, int before) {
            if (before < from) {
                return;
            }
            int b = rowStart[before];
            for (int a = rowStart[row]; a < rowStart[row + 1]; a++) {
                while (b < rowStart[before + 1] && end[b] < start[a]) {
                    b++;
                }
                for (int c = b; c < rowStart[before + 1] && start[c] <= end[a]; c++) {
                    if (has(a) && has(c)) {
                        int x = root(a - base);
                        int y = root(c - base);
                        parent[Math.max(x, y)] = Math.min(x, y);
                    }
                }
            }
        }

        int root(int p) {
            int r = p;
            while (parent[r] != r) {
                parent[r] = parent[parent[r]];
                r = parent[r];
            }
            return r;
        }
    }
}
