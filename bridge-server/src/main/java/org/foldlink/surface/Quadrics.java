package org.foldlink.surface;

/**
 * For each point of a mesh, the sum of squared distances to the planes of its triangles, weighted by their areas, as ten coefficients
 * (Garland and Heckbert's error). A little of the squared distance to the point itself is added: on a plane, where all places are as good, it
 * keeps the point from straying.
 */
final class Quadrics {

    private static final int N = 10;
    private static final double TO_POINT = 1e-3;

    private final double[] q;

    /** Where the last {@link #cost} was the least. */
    final double[] best = new double[3];

    private final double[] sum = new double[N];

    /** @param points x, y, z of each, near 0: far from it the coefficients would cancel */
    Quadrics(double[] points, int[] triangles) {
        q = new double[Math.multiplyExact(N, points.length / 3)];
        for (int t = 0; t < triangles.length; t += 3) {
            add(points, triangles[t], triangles[t + 1], triangles[t + 2]);
        }
    }

    private void add(double[] p, int a, int b, int c) {
        double ux = p[3 * b] - p[3 * a];
        double uy = p[3 * b + 1] - p[3 * a + 1];
        double uz = p[3 * b + 2] - p[3 * a + 2];
        double vx = p[3 * c] - p[3 * a];
        double vy = p[3 * c + 1] - p[3 * a + 1];
        double vz = p[3 * c + 2] - p[3 * a + 2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
        if (length == 0) {
            return;
        }
        nx /= length;
        ny /= length;
        nz /= length;
        double d = -(nx * p[3 * a] + ny * p[3 * a + 1] + nz * p[3 * a + 2]);
        double area = length / 2;
        for (int corner : new int[] {a, b, c}) {
            int at = N * corner;
            plane(at, nx, ny, nz, d, area);
            double w = TO_POINT * area;
            plane(at, 1, 0, 0, -p[3 * corner], w);
            plane(at, 0, 1, 0, -p[3 * corner + 1], w);
            plane(at, 0, 0, 1, -p[3 * corner + 2], w);
        }
    }

    private void plane(int at, double x, double y, double z, double d, double weight) {
        q[at] += weight * x * x;
        q[at + 1] += weight * x * y;
        q[at + 2] += weight * x * z;
        q[at + 3] += weight * x * d;
        q[at + 4] += weight * y * y;
        q[at + 5] += weight * y * z;
        q[at + 6] += weight * y * d;
        q[at + 7] += weight * z * z;
        q[at + 8] += weight * z * d;
        q[at + 9] += weight * d * d;
    }

    /** Of two points as one, at the place where that is least: {@link #best}. */
    double cost(int a, int b) {
        for (int n = 0; n < N; n++) {
            sum[n] = q[N * a + n] + q[N * b + n];
        }
        double xx = sum[0];
        double xy = sum[1];
        double xz = sum[2];
        double yy = sum[4];
        double yz = sum[5];
        double zz = sum[7];
        double cx = yy * zz - yz * yz;
        double cy = xz * yz - xy * zz;
        double cz = xy * yz - xz * yy;
        double det = xx * cx + xy * cy + xz * cz;
        best[0] = -(cx * sum[3] + cy * sum[6] + cz * sum[8]) / det;
        best[1] = -(cy * sum[3] + (xx * zz - xz * xz) * sum[6] + (xy * xz - xx * yz) * sum[8]) / det;
        best[2] = -(cz * sum[3] + (xy * xz - xx * yz) * sum[6] + (xx * yy - xy * xy) * sum[8]) / det;
        return Math.max(0, best[0] * sum[3] + best[1] * sum[6] + best[2] * sum[8] + sum[9]);
    }

    /** The first stands for both from now on. */
    void merge(int a, int b) {
        for (int n = 0; n < N; n++) {
            q[N * a + n] += q[N * b + n];
        }
    }
}
