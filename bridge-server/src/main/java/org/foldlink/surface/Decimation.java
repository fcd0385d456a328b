package org.foldlink.surface;

import java.util.Arrays;

/**
 * Collapses edges of a closed mesh, the one that changes it least first (quadric error), until it has few enough triangles. An edge is left
 * where its collapse would join what does not belong together (two neighbours in common exactly, so the mesh stays closed and of one topology) or turn a
 * triangle over. What that takes of the volume or adds to it is given back. For one mesh.
 */
final class Decimation {

    /** Least cosine between a triangle's normal before and after. */
    private static final double TURN = 0.2;

    private static final int GONE = -1;

    private final double[] points;
    private final int[] triangles;
    private final Quadrics quadrics;
    private final EdgeHeap heap;

    /** The corners (places in {@link #triangles}) at each point, as chains; those of triangles that are gone are skipped. */
    private final int[] nextCorner;

    private final int[] firstCorner;
    private final int[] lastCorner;

    /** Grows when a point moves. */
    private final int[] version;

    private final int[] mark;
    private int marks;
    private int left;

    private Decimation(double[] points, int[] triangles) {
        this.points = points;
        this.triangles = triangles;
        this.quadrics = new Quadrics(points, triangles);
        this.left = triangles.length / 3;
        int n = points.length / 3;
        this.nextCorner = new int[triangles.length];
        this.firstCorner = new int[n];
        this.lastCorner = new int[n];
        this.version = new int[n];
        this.mark = new int[n];
        Arrays.fill(firstCorner, GONE);
        for (int c = triangles.length - 1; c >= 0; c--) {
            int p = triangles[c];
            nextCorner[c] = firstCorner[p];
            if (firstCorner[p] == GONE) {
                lastCorner[p] = c;
            }
            firstCorner[p] = c;
        }
        this.heap = new EdgeHeap(triangles.length / 2 + 16);
        for (int c = 0; c < triangles.length; c++) {
            int a = triangles[c];
            int b = triangles[after(c)];
            if (a < b) {
                push(a, b);
            }
        }
    }

    /** @param maxTriangles 1 or more; a closed mesh never has less than four */
    static Mesh decimate(Mesh mesh, int maxTriangles) {
        double[] centre = new double[3];
        double[] points = new double[mesh.points().length];
        for (int n = 0; n < points.length; n++) {
            centre[n % 3] += mesh.points()[n] / (double) mesh.pointCount();
        }
        for (int n = 0; n < points.length; n++) {
            points[n] = mesh.points()[n] - centre[n % 3];
        }
        Decimation decimation = new Decimation(points, mesh.triangles().clone());
        decimation.run(maxTriangles);
        return Inflation.to(mesh.volume(), decimation.result(centre));
    }

    private static int after(int corner) {
        return corner % 3 == 2 ? corner - 2 : corner + 1;
    }

    private void push(int a, int b) {
        heap.add(quadrics.cost(a, b), a, b, version[a] + version[b]);
    }

    private void run(int maxTriangles) {
        while (left > maxTriangles && left > 4 && !heap.isEmpty()) {
            int a = heap.from();
            int b = heap.to();
            boolean current = version[a] >= 0 && version[b] >= 0 && heap.state() == version[a] + version[b];
            heap.removeFirst();
            if (current && linked(a, b)) {
                quadrics.cost(a, b);
                if (keepsItsSide(a, b) && keepsItsSide(b, a)) {
                    collapse(a, b);
                }
            }
        }
    }

    /** Whether exactly two points are neighbours of both. */
    private boolean linked(int a, int b) {
        int ofA = ++marks;
        for (int c = firstCorner[a]; c != GONE; c = nextCorner[c]) {
            if (triangles[c] == a) {
                mark[triangles[after(c)]] = ofA;
                mark[triangles[after(after(c))]] = ofA;
            }
        }
        int counted = ++marks;
        int common = 0;
        for (int c = firstCorner[b]; c != GONE; c = nextCorner[c]) {
            if (triangles[c] == b) {
                for (int n = after(c); n != c; n = after(n)) {
                    if (mark[triangles[n]] == ofA && triangles[n] != a && triangles[n] != b) {
                        mark[triangles[n]] = counted;
                        common++;
                    }
                }
            }
        }
        return common == 2;
    }

    /** Whether no triangle at {@code a}, except those that go, is turned over by moving it to the best place. */
    private boolean keepsItsSide(int a, int b) {
        double[] to = quadrics.best;
        for (int c = firstCorner[a]; c != GONE; c = nextCorner[c]) {
            if (triangles[c] != a) {
                continue;
            }
            int u = triangles[after(c)];
            int v = triangles[after(after(c))];
            if (u != b && v != b && turns(a, u, v, to)) {
                return false;
            }
        }
        return true;
    }

    private boolean turns(int a, int u, int v, double[] to) {
        double ex = points[3 * v] - points[3 * u];
        double ey = points[3 * v + 1] - points[3 * u + 1];
        double ez = points[3 * v + 2] - points[3 * u + 2];
        double ax = points[3 * a] - points[3 * u];
        double ay = points[3 * a + 1] - points[3 * u + 1];
        double az = points[3 * a + 2] - points[3 * u + 2];
        double bx = to[0] - points[3 * u];
        double by = to[1] - points[3 * u + 1];
        double bz = to[2] - points[3 * u + 2];
        double mx = ey * az - ez * ay;
        double my = ez * ax - ex * az;
        double mz = ex * ay - ey * ax;
        double nx = ey * bz - ez * by;
        double ny = ez * bx - ex * bz;
        double nz = ex * by - ey * bx;
        double dot = mx * nx + my * ny + mz * nz;
        double lengths = Math.sqrt((mx * mx + my * my + mz * mz) * (nx * nx + ny * ny + nz * nz));
        return !(dot > TURN * lengths);
    }

    /** {@code a} takes the best place and the triangles of {@code b}. */
    private void collapse(int a, int b) {
        System.arraycopy(quadrics.best, 0, points, 3 * a, 3);
        quadrics.merge(a, b);
        for (int c = firstCorner[b]; c != GONE; c = nextCorner[c]) {
            if (triangles[c] == b) {
                int u = after(c);
                int v = after(u);
                if (triangles[u] == a || triangles[v] == a) {
                    triangles[c] = GONE;
                    triangles[u] = GONE;
                    triangles[v] = GONE;
                    left--;
                } else {
                    triangles[c] = a;
                }
            }
        }
        nextCorner[lastCorner[a]] = firstCorner[b];
        lastCorner[a] = lastCorner[b];
        firstCorner[b] = GONE;
        version[b] = Integer.MIN_VALUE;
        version[a]++;
        clean(a);
        for (int c = firstCorner[a]; c != GONE; c = nextCorner[c]) {
            // Each edge at a is one of the two of exactly one of its triangles that come after the corner.
            push(a, triangles[after(c)]);
        }
    }

    /** Takes the corners of triangles that are gone out of a point's chain. */
    private void clean(int point) {
        int before = GONE;
        for (int c = firstCorner[point]; c != GONE; c = nextCorner[c]) {
            if (triangles[c] == point) {
                if (before == GONE) {
                    firstCorner[point] = c;
                } else {
                    nextCorner[before] = c;
                }
                before = c;
            }
        }
        nextCorner[before] = GONE;
        lastCorner[point] = before;
    }

    private Mesh result(double[] centre) {
        int[] number = new int[points.length / 3];
        Arrays.fill(number, GONE);
        float[] kept = new float[points.length];
        int[] corners = new int[3 * left];
        int count = 0;
        int at = 0;
        for (int p : triangles) {
            if (p != GONE) {
                if (number[p] == GONE) {
                    number[p] = count;
                    for (int axis = 0; axis < 3; axis++) {
                        kept[3 * count + axis] = (float) (points[3 * p + axis] + centre[axis]);
                    }
                    count++;
                }
                corners[at++] = number[p];
            }
        }
        return Mesh.of(Arrays.copyOf(kept, 3 * count), corners);
    }
}
