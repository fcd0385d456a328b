package org.foldlink.measure;

import java.util.Arrays;

/** The outline of one label in one slice after another, by one thread: how far it reaches in each row. */
final class SliceSum {

    private final int[] first;
    private final int[] last;
    private int lowRow = Integer.MAX_VALUE;
    private int highRow = -1;

    SliceSum(int rows) {
        first = new int[rows];
        last = new int[rows];
        Arrays.fill(first, Hull.EMPTY_FIRST);
        Arrays.fill(last, Hull.EMPTY_LAST);
    }

    /** A run of voxels {@code from} to {@code to}, both in it, of one row. */
    void add(int row, int from, int to) {
        first[row] = Math.min(first[row], from);
        last[row] = Math.max(last[row], to);
        lowRow = Math.min(lowRow, row);
        highRow = Math.max(highRow, row);
    }

    boolean isEmpty() {
        return highRow < 0;
    }

    /** Of what was added, which is forgotten. */
    Hull take(Planes planes) {
        Hull hull = Hull.ofRows(
                first, last, lowRow, highRow, planes.spacing(planes.rowAxis()), planes.spacing(planes.columnAxis()));
        Arrays.fill(first, lowRow, highRow + 1, Hull.EMPTY_FIRST);
        Arrays.fill(last, lowRow, highRow + 1, Hull.EMPTY_LAST);
        lowRow = Integer.MAX_VALUE;
        highRow = -1;
        return hull;
    }
}
