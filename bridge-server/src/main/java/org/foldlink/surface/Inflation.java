package org.foldlink.surface;

/** Moves all points of a mesh along their normals by one distance, so that it encloses a given volume. */
final class Inflation {

    private static final int ROUNDS = 3;

    /** Of the volume: where more is missing, a mesh of so few triangles has lost its shape, and moving points would not bring it back. */
    private static final double MOST = 0.2;

    private Inflation() {}

    /** @param volume mm³ */
    static Mesh to(double volume, Mesh mesh) {
        Mesh moved = mesh;
        for (int round = 0; round < ROUNDS; round++) {
            double missing = volume - moved.volume();
            if (Math.abs(missing) > MOST * volume) {
                return mesh;
            }
            double distance = missing / moved.area();
            float[] points = moved.points().clone();
            for (int n = 0; n < points.length; n++) {
                points[n] += (float) (distance * moved.normals()[n]);
            }
            moved = Mesh.of(points, moved.triangles());
        }
        return moved;
    }
}
