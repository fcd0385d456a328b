package org.foldlink.surface;

/** Normals of the points of a mesh. */
final class Normals {

    private Normals() {}

    /** Means of the triangles' normals, weighted by their areas; unit vectors, along z where they cancel. */
    static float[] of(float[] points, int[] triangles) {
        float[] normals = new float[points.length];
        for (int t = 0; t < triangles.length; t += 3) {
            int a = 3 * triangles[t];
            int b = 3 * triangles[t + 1];
            int c = 3 * triangles[t + 2];
            float ux = points[b] - points[a];
            float uy = points[b + 1] - points[a + 1];
            float uz = points[b + 2] - points[a + 2];
            float vx = points[c] - points[a];
            float vy = points[c + 1] - points[a + 1];
            float vz = points[c + 2] - points[a + 2];
            float x = uy * vz - uz * vy;
            float y = uz * vx - ux * vz;
            float z = ux * vy - uy * vx;
            normals[a] += x;
            normals[a + 1] += y;
            normals[a + 2] += z;
            normals[b] += x;
            normals[b + 1] += y;
            normals[b + 2] += z;
            normals[c] += x;
            normals[c + 1] += y;
            normals[c + 2] += z;
        }
        for (int p = 0; p < normals.length; p += 3) {
            double x = normals[p];
            double y = normals[p + 1];
            double z = normals[p + 2];
            double length = Math.sqrt(x * x + y * y + z * z);
            if (length == 0) {
                normals[p + 2] = 1;
            } else {
                normals[p] = (float) (x / length);
                normals[p + 1] = (float) (y / length);
                normals[p + 2] = (float) (z / length);
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
