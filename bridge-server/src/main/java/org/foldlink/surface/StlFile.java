package org.foldlink.surface;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Binary STL: 80 bytes of text, the number of triangles, and 50 bytes each: normal, three points (RAS mm), 0. */
final class StlFile {

    private static final int HEADER = 80;

    private StlFile() {}

    static void write(Surface surface, WritableByteChannel out) throws IOException {
        Mesh mesh = surface.mesh();
        BlockWriter writer = new BlockWriter(out);
        // A header that begins with "solid" would be taken for text.
        String header = "FoldLink " + SurfaceFiles.plain(surface.name()) + " RAS mm. " + SurfaceFiles.NOTICE;
        byte[] bytes = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), HEADER);
        if (header.length() < HEADER) {
            Arrays.fill(bytes, header.length(), HEADER, (byte) ' ');
        }
        writer.put(bytes);
        writer.put(mesh.triangleCount());
        double[] normal = new double[3];
        int[] triangles = mesh.triangles();
        for (int t = 0; t < triangles.length; t += 3) {
            Normals.cross(mesh.points(), triangles[t], triangles[t + 1], triangles[t + 2], normal);
            double length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
            for (double n : normal) {
                writer.put(length == 0 ? 0f : (float) (n / length));
            }
            for (int c = t; c < t + 3; c++) {
                for (int axis = 0; axis < 3; axis++) {
                    writer.put(mesh.points()[3 * triangles[c] + axis]);
                }
            }
            writer.put((short) 0);
        }
        writer.flush();
    }
}
