package org.foldlink.surface;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** Binary little-endian PLY: points with normals and colour, and triangles. RAS mm. */
final class PlyFile {

    private PlyFile() {}

    static void write(Surface surface, WritableByteChannel out) throws IOException {
        Mesh mesh = surface.mesh();
        BlockWriter writer = new BlockWriter(out);
        writer.put("""
                ply
                format binary_little_endian 1.0
                comment FoldLink, label %d %s, RAS mm. %s
                element vertex %d
                property float x
                property float y
                property float z
                property float nx
                property float ny
                property float nz
                property uchar red
                property uchar green
                property uchar blue
                element face %d
                property list uchar int vertex_indices
                end_header
                """.formatted(
                        surface.value(),
                        SurfaceFiles.plain(surface.name()),
                        SurfaceFiles.NOTICE,
                        mesh.pointCount(),
                        mesh.triangleCount()));
        for (int p = 0; p < mesh.points().length; p += 3) {
            for (int axis = p; axis < p + 3; axis++) {
                writer.put(mesh.points()[axis]);
            }
            for (int axis = p; axis < p + 3; axis++) {
                writer.put(mesh.normals()[axis]);
            }
            writer.put((byte) surface.red());
            writer.put((byte) surface.green());
            writer.put((byte) surface.blue());
        }
        int[] triangles = mesh.triangles();
        for (int t = 0; t < triangles.length; t += 3) {
            writer.put((byte) 3);
            writer.put(triangles[t]);
            writer.put(triangles[t + 1]);
            writer.put(triangles[t + 2]);
        }
        writer.flush();
    }
}
