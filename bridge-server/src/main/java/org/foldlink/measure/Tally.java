package org.foldlink.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a label after some slices. Whole numbers, so that it does not matter in which portions they were added. Written by one
 * thread; then {@link #plus} joins two.
 */
final class Tally {

    /** The pairs of axes of {@link #products}, in order. */
    static final int[][] PRODUCTS = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};

    private long voxels;

    /** Sums of the voxel indices along row, column and across; of their products, exact below 2^63: far beyond any scan. */
    private final long[] total = new long[3];

    private final long[] products = new long[6];

    /** Pairs of neighbours that are both of the label, by {@link Crofton}'s directions. */
    private final long[] joined = new long[Crofton.DIRECTIONS];

    private final List<Outline> outlines;
    private final List<Values> values;

    Tally(int images) {
        this.outlines = new ArrayList<>();
        this.values = new ArrayList<>(images);
        for (int i = 0; i < images; i++) {
            values.add(new Values());
        }
    }

    void addRun(int slice, int row, int from, int to) {
        long n = to - from + 1L;
        // from + … + to is whole, and so is the sum of squares below: n (n + 1) (2 n + 1) / 6.
        long u = n * (from + (long) to) / 2;
        long uu = squares(to) - squares(from - 1L);
        voxels += n;
        total[0] += u;
        total[1] += n * row;
        total[2] += n * slice;
        products[0] += uu;
        products[1] += n * row * row;
        products[2] += n * slice * slice;
        products[3] += u * row;
        products[4] += u * slice;
        products[5] += n * row * slice;
        joined[0] += n - 1;
    }

    private static long squares(long n) {
        return n * (n + 1) * (2 * n + 1) / 6;
    }

    void addJoined(int direction, long pairs) {
        joined[direction] += pairs;
    }

    void addOutline(Outline outline) {
        outlines.add(outline);
    }

    /** This, from lower slices, with {@code o}, from higher ones; {@code o} is not used any more. */
    void plus(Tally o) {
        voxels += o.voxels;
        for (int a = 0; a < 3; a++) {
            total[a] += o.total[a];
        }
        for (int p = 0; p < 6; p++) {
            products[p] += o.products[p];
        }
        for (int d = 0; d < joined.length; d++) {
            joined[d] += o.joined[d];
        }
        outlines.addAll(o.outlines);
        for (int i = 0; i < values.size(); i++) {
            values.get(i).addAll(o.values.get(i));
        }
    }

    long voxels() {
        return voxels;
    }

    /** By row, column and across. */
    long total(int axis) {
        return total[axis];
    }

    /** By {@link #PRODUCTS}. */
    long product(int pair) {
        return products[pair];
    }

    long[] joined() {
        return joined.clone();
    }

    /** In the order of the slices. */
    List<Outline> outlines() {
        return outlines;
    }

    /** The values of the n-th image. */
    Values values(int image) {
        return values.get(image);
    }

    int images() {
        return values.size();
    }
}
