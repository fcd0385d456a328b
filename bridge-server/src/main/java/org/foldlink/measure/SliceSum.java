package org.foldlink.measure;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/** One label in one slice while it is read, by one thread. */
final class SliceSum {

    private final int[] first;
    private final int[] last;
    private long voxels;
    private long sumRow;
    private long sumInRow;
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
        long n = to - from + 1L;
        voxels += n;
        sumRow += n * row;
        sumInRow += n * (from + (long) to) / 2;
        first[row] = Math.min(first[row], from);
        last[row] = Math.max(last[row], to);
        lowRow = Math.min(lowRow, row);
        highRow = Math.max(highRow, row);
    }

    LabelSum sum(Planes planes, int slice) {
        int lowIn = Integer.MAX_VALUE;
        int highIn = -1;
        Affine m = planes.grid().indexToRas();
        double[] min = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] max = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int row = lowRow; row <= highRow; row++) {
            if (first[row] > last[row]) {
                continue;
            }
            lowIn = Math.min(lowIn, first[row]);
            highIn = Math.max(highIn, last[row]);
            // Position is linear along a row, so its extremes are at the ends.
            reach(m, planes.index(slice, row, first[row]), min, max);
            reach(m, planes.index(slice, row, last[row]), min, max);
        }
        Vec3 half = new Vec3(
                (Math.abs(m.i().x()) + Math.abs(m.j().x()) + Math.abs(m.k().x())) / 2,
                (Math.abs(m.i().y()) + Math.abs(m.j().y()) + Math.abs(m.k().y())) / 2,
                (Math.abs(m.i().z()) + Math.abs(m.j().z()) + Math.abs(m.k().z())) / 2);
        Box box = new Box(new Vec3(min[0], min[1], min[2]).minus(half), new Vec3(max[0], max[1], max[2]).plus(half));
        long[] total = new long[3];
        total[planes.across()] = voxels * slice;
        total[planes.columnAxis()] = sumRow;
        total[planes.rowAxis()] = sumInRow;
        Hull hull = Hull.ofRows(
                first, last, lowRow, highRow, planes.spacing(planes.rowAxis()), planes.spacing(planes.columnAxis()));
        return new LabelSum(
                voxels, total, planes.index(slice, lowRow, lowIn), planes.index(slice, highRow, highIn), box, hull);
    }

    private static void reach(Affine m, int[] at, double[] min, double[] max) {
        Vec3 p = m.apply(at[0], at[1], at[2]);
        double[] xyz = {p.x(), p.y(), p.z()};
        for (int a = 0; a < 3; a++) {
            min[a] = Math.min(min[a], xyz[a]);
            max[a] = Math.max(max[a], xyz[a]);
        }
    }
}
