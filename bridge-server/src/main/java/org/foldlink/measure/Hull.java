package org.foldlink.measure;

/**
 * A convex polygon on the lattice of half voxels (coordinates are twice the voxel index), exact in integers, and its diameters in mm.
 * Immutable.
 */
final class Hull {

    static final int EMPTY_FIRST = Integer.MAX_VALUE;
    static final int EMPTY_LAST = -1;

    /** Vertices, counter-clockwise, without repeats. */
    private final int[] u;

    private final int[] v;
    private final double stepU;
    private final double stepV;
    private final int from;
    private final int to;
    private final double diameter;

    private Hull(int[] u, int[] v, double spacingU, double spacingV) {
        this.u = u;
        this.v = v;
        this.stepU = spacingU / 2;
        this.stepV = spacingV / 2;
        int a = 0;
        int b = 0;
        double best = -1;
        for (int p = 0; p < u.length; p++) {
            for (int q = p + 1; q < u.length; q++) {
                double du = (u[q] - u[p]) * stepU;
                double dv = (v[q] - v[p]) * stepV;
                double d = du * du + dv * dv;
                if (d > best) {
                    best = d;
                    a = p;
                    b = q;
                }
            }
        }
        this.from = a;
        this.to = b;
        this.diameter = Math.sqrt(best);
    }

    /**
     * The hull of the cells of rows of voxels.
     *
     * @param first lowest voxel index of each row along u, {@link #EMPTY_FIRST} where the row is empty
     * @param last highest one, {@link #EMPTY_LAST} where the row is empty
     * @param lowRow first row that is not empty
     * @param highRow last row that is not empty
     */
    static Hull ofRows(int[] first, int[] last, int lowRow, int highRow, double spacingU, double spacingV) {
        // Corners of the cells in order of v, then u, as the monotone chain wants them. Two rows share the edge between
        // them: only the
        // outermost corner on it counts.
        int capacity = 2 * (highRow - lowRow + 2);
        int[] pu = new int[capacity];
        int[] pv = new int[capacity];
        int n = 0;
        for (int edge = lowRow; edge <= highRow + 1; edge++) {
            int low = Math.min(
                    edge > lowRow ? first[edge - 1] : EMPTY_FIRST, edge <= highRow ? first[edge] : EMPTY_FIRST);
            int high = Math.max(edge > lowRow ? last[edge - 1] : EMPTY_LAST, edge <= highRow ? last[edge] : EMPTY_LAST);
            if (low > high) {
                continue;
            }
            pu[n] = 2 * low - 1;
            pv[n++] = 2 * edge - 1;
            pu[n] = 2 * high + 1;
            pv[n++] = 2 * edge - 1;
        }
        int[] chain = new int[2 * n + 1];
        int size = half(pu, pv, n, 0, 1, chain, 0);
        size = half(pu, pv, n, n - 1, -1, chain, size - 1);
        int[] hu = new int[size - 1];
        int[] hv = new int[size - 1];
        for (int p = 0; p < size - 1; p++) {
            hu[p] = pu[chain[p]];
            hv[p] = pv[chain[p]];
        }
        return new Hull(hu, hv, spacingU, spacingV);
    }

    /** One side of Andrew's monotone chain. */
    private static int half(int[] pu, int[] pv, int n, int start, int step, int[] chain, int base) {
        int size = base;
        for (int c = 0, p = start; c < n; c++, p += step) {
            while (size >= base + 2 && turn(pu, pv, chain[size - 2], chain[size - 1], p) <= 0) {
                size--;
            }
            chain[size++] = p;
        }
        return size;
    }

    private static long turn(int[] pu, int[] pv, int a, int b, int c) {
        return (long) (pv[b] - pv[a]) * (pu[c] - pu[a]) - (long) (pu[b] - pu[a]) * (pv[c] - pv[a]);
    }

    /** The greatest distance between two of its points, mm. */
    double diameter() {
        return diameter;
    }

    /** The first of the longest. */
    Chord diameterChord() {
        return new Chord(u(from), v(from), u(to), v(to));
    }

    int corners() {
        return u.length;
    }

    /** A corner along a row, mm from the centre of the voxel of index 0. */
    double u(int corner) {
        return u[corner] * stepU;
    }

    /** A corner from row to row, mm from the centre of the voxel of index 0. */
    double v(int corner) {
        return v[corner] * stepV;
    }

    /** The longest chord at right angles to the diameter, mm. */
    double perpendicular() {
        return perpendicularChord().length();
    }

    /** The first of the longest at right angles to the diameter. A chord's length is concave along the diameter, so it peaks at a corner. */
    Chord perpendicularChord() {
        double du = (u[to] - u[from]) * stepU / diameter;
        double dv = (v[to] - v[from]) * stepV / diameter;
        int n = u.length;
        double[] along = new double[n];
        double[] across = new double[n];
        for (int p = 0; p < n; p++) {
            along[p] = u(p) * du + v(p) * dv;
            across[p] = v(p) * du - u(p) * dv;
        }
        double longest = -1;
        double place = 0;
        double least = 0;
        for (int w = 0; w < n; w++) {
            double low = across[w];
            double high = across[w];
            for (int p = 0; p < n; p++) {
                int q = (p + 1) % n;
                double a = along[p] - along[w];
                double b = along[q] - along[w];
                if (a * b < 0) {
                    double at = across[p] + (across[q] - across[p]) * (a / (a - b));
                    low = Math.min(low, at);
                    high = Math.max(high, at);
                } else if (Math.abs(a) < 1e-9) {
                    low = Math.min(low, across[p]);
                    high = Math.max(high, across[p]);
                }
            }
            if (high - low > longest) {
                longest = high - low;
                place = along[w];
                least = low;
            }
        }
        double u0 = place * du - least * dv;
        double v0 = place * dv + least * du;
        return new Chord(u0, v0, u0 - longest * dv, v0 + longest * du);
    }

    /** A stretch in the slice, its ends in mm as {@link #u(int)} and {@link #v(int)}. */
    record Chord(double u0, double v0, double u1, double v1) {

        double length() {
            return Math.hypot(u1 - u0, v1 - v0);
        }
    }
}
