package org.foldlink.surface;

/**
 * A closed triangle mesh: each edge belongs to exactly two triangles, which run along it in opposite directions. Immutable by convention:
 * the arrays are not copied, and nobody writes to them once the mesh is handed on.
 *
 * @param points RAS mm; x, y, z of each point, one after the other
 * @param triangles three point indices each, counter-clockwise seen from outside
 * @param normals unit vectors that point outwards, RAS; x, y, z for each point
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; nobody compares meshes
public record Mesh(float[] points, int[] triangles, float[] normals) {

    public Mesh {
        if (points.length % 3 != 0 || triangles.length % 3 != 0 || normals.length != points.length) {
            throw new IllegalArgumentException(
                    "mesh has " + points.length + " coordinates, " + triangles.length + " corners and " + normals.length
                            + " components of normals (expected threes, and a normal a point)");
        }
    }

    /** With normals made from the triangles. */
    static Mesh of(float[] points, int[] triangles) {
        return new Mesh(points, triangles, Normals.of(points, triangles));
    }

    public int pointCount() {
        return points.length / 3;
    }

    public int triangleCount() {
        return triangles.length / 3;
    }

    /** What the arrays take. */
    public long byteCount() {
        return 4L * (points.length + triangles.length + normals.length);
    }

    /** Enclosed volume in mm³ by the divergence theorem; negative if the triangles were wound inwards. */
    public double volume() {
        if (triangles.length == 0) {
            return 0;
        }
        // From a point of the mesh: far from the origin the terms would be large and cancel.
        double x = points[0];
        double y = points[1];
        double z = points[2];
        double sum = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            int a = 3 * triangles[t];
            int b = 3 * triangles[t + 1];
            int c = 3 * triangles[t + 2];
            double ax = points[a] - x;
            double ay = points[a + 1] - y;
            double az = points[a + 2] - z;
            double bx = points[b] - x;
            double by = points[b + 1] - y;
            double bz = points[b + 2] - z;
            double cx = points[c] - x;
            double cy = points[c + 1] - y;
            double cz = points[c + 2] - z;
            sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
        }
        return sum / 6;
    }

    /** In mm². */
    public double area() {
        double sum = 0;
        double[] cross = new double[3];
        for (int t = 0; t < triangles.length; t += 3) {
            Normals.cross(points, triangles[t], triangles[t + 1], triangles[t + 2], cross);
            sum += Math.sqrt(cross[0] * cross[0] + cross[1] * cross[1] + cross[2] * cross[2]);
        }
        return sum / 2;
    }
}
