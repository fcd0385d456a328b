package org.foldlink.measure;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAccumulator;
import org.foldlink.volume.Volume;

/** The labelled voxels of one near-axial slice as runs of equal value along its rows. Written by one thread, and used again for other slices. */
final class SliceRuns {

    static final int GREATEST_LABEL = 65535;

    private final Volume labelmap;
    private final Planes planes;
    private final float[] row;

    /** First run of each row, and the end of the last. */
    private final int[] rowStart;

    /** First and last voxel of a run, both in it, and its label, above 0. */
    private int[] first = new int[256];

    private int[] last = new int[256];
    private int[] label = new int[256];
    private int count;

    SliceRuns(Volume labelmap, Planes planes) {
        this.labelmap = labelmap;
        this.planes = planes;
        this.row = new float[planes.rowLength()];
        this.rowStart = new int[planes.rows() + 1];
    }

    /** @param bad told the linear index of every voxel that is no label */
    void read(int slice, LongAccumulator bad) {
        count = 0;
        for (int v = 0; v < planes.rows(); v++) {
            rowStart[v] = count;
            planes.read(labelmap.voxels(), slice, v, row);
            for (int start = 0; start < row.length; ) {
                float value = row[start];
                int end = start + 1;
                while (end < row.length && row[end] == value) {
                    end++;
                }
                if (value > 0 && value <= GREATEST_LABEL) {
                    append(start, end - 1, (int) value);
                } else if (value != 0) {
                    int[] at = planes.index(slice, v, start);
                    bad.accumulate(labelmap.grid().index(at[0], at[1], at[2]));
                }
                start = end;
            }
        }
        rowStart[planes.rows()] = count;
    }

    private void append(int from, int to, int value) {
        if (count == first.length) {
            first = Arrays.copyOf(first, 2 * count);
            last = Arrays.copyOf(last, 2 * count);
            label = Arrays.copyOf(label, 2 * count);
        }
        first[count] = from;
        last[count] = to;
        label[count] = value;
        count++;
    }

    int from(int row) {
        return rowStart[row];
    }

    int to(int row) {
        return rowStart[row + 1];
    }

    int first(int run) {
        return first[run];
    }

    int last(int run) {
        return last[run];
    }

    int label(int run) {
        return label[run];
    }

    /** Takes the pairs of voxels of one label of which one lies in a row of this slice and the other one step further in a row of {@code next}. */
    interface Joins {
        /** @param step from the one to the other along the row: -1, 0 or 1 */
        void add(int label, int step, long pairs);
    }

    /** Every such pair of {@code ownRow} and {@code nextRow}, which are not the same row. */
    void join(int ownRow, SliceRuns next, int nextRow, Joins joins) {
        int b = next.from(nextRow);
        int end = next.to(nextRow);
        for (int a = from(ownRow); a < to(ownRow); a++) {
            while (b < end && next.last[b] < first[a] - 1) {
                b++;
            }
            for (int c = b; c < end && next.first[c] <= last[a] + 1; c++) {
                if (label[a] == next.label[c]) {
                    for (int step = -1; step <= 1; step++) {
                        int pairs = Math.min(last[a], next.last[c] - step) - Math.max(first[a], next.first[c] - step);
                        if (pairs >= 0) {
                            joins.add(label[a], step, pairs + 1L);
                        }
                    }
                }
            }
        }
    }
}
