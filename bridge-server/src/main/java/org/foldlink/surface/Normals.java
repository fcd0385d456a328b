package org.foldlink.surface;

/** Normals of the points of a mesh. */
final class Normals {

    private Normals() {}

    /** Means of the triangles' normals, weighted by their areas; unit vectors, zero where they cancel. */
    static float[] of(float[] points, int[] triangles) {
        double[] sums = new double[points.length];
        double[] cross = new double[3];
        for (int t = 0; t < triangles.length; t += 3) {
            cross(points, triangles[t], triangles[t + 1], triangles[t + 2], cross);
            for (int c = t; c < t + 3; c++) {
                int to = 3 * triangles[c];
                sums[to] += cross[0];
                sums[to + 1] += cross[1];
                sums[to + 2] += cross[2];
            }
        }
        float[] normals = new float[points.length];
        for (int p = 0; p < points.length; p += 3) {
            double length = Math.sqrt(sums[p] * sums[p] + sums[p + 1] * sums[p + 1] + sums[p + 2] * sums[p + 2]);
            for (int a = p; a < p + 3; a++) {
                normals[a] = length == 0 ? 0 : (float) (sums[a] / length);
            }
        }
        return normals;
    }

    /** (b - a) × (c - a): along the triangle's normal, as long as twice its area. */
    static void cross(float[] points, int a, int b, int c, double[] to) {
        double ux = points[3 * b] - (double) points[3 * a];
        double uy = points[3 * b + 1] - (double) points[3 * a + 1];
        double uz = points[3 * b + 2] - (double) points[3 * a + 2];
        double vx = points[3 * c] - (double) points[3 * a];
        double vy = points[3 * c + 1] - (double) points[3 * a + 1];
        double vz = points[3 * c + 2] - (double) points[3 * a + 2];
        to[0] = uy * vz - uz * vy;
        to[1] = uz * vx - ux * vz;
        to[2] = ux * vy - uy * vx;
    }
}
