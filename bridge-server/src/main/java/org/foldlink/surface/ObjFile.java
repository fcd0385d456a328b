package org.foldlink.surface;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Locale;

/** Wavefront OBJ: an object and a material a structure; points and normals as text, RAS mm. */
final class ObjFile {

    private static final double FULL = 255;

    private ObjFile() {}

    static void write(List<Surface> surfaces, String materials, WritableByteChannel out) throws IOException {
        BlockWriter writer = new BlockWriter(out);
        writer.put("# FoldLink, RAS mm. " + SurfaceFiles.NOTICE + "\nmtllib " + materials + "\n");
        int before = 1; // points count on over all objects, from 1
        StringBuilder line = new StringBuilder();
        for (Surface surface : surfaces) {
            Mesh mesh = surface.mesh();
            writer.put("o " + material(surface) + "\nusemtl " + material(surface) + "\n");
            rows(writer, "v", mesh.points(), line);
            rows(writer, "vn", mesh.normals(), line);
            int[] triangles = mesh.triangles();
            for (int t = 0; t < triangles.length; t += 3) {
                line.setLength(0);
                line.append('f');
                for (int c = t; c < t + 3; c++) {
                    int point = triangles[c] + before;
                    line.append(' ').append(point).append("//").append(point);
                }
                writer.put(line.append('\n').toString());
            }
            before = Math.addExact(before, mesh.pointCount());
        }
        writer.flush();
    }

    private static void rows(BlockWriter writer, String kind, float[] values, StringBuilder line) throws IOException {
        for (int n = 0; n < values.length; n += 3) {
            line.setLength(0);
            line.append(kind).append(' ').append(values[n]).append(' ').append(values[n + 1]);
            writer.put(line.append(' ').append(values[n + 2]).append('\n').toString());
        }
    }

    static void materials(List<Surface> surfaces, WritableByteChannel out) throws IOException {
        BlockWriter writer = new BlockWriter(out);
        writer.put("# FoldLink. " + SurfaceFiles.NOTICE + "\n");
        for (Surface s : surfaces) {
            writer.put(String.format(
                    Locale.ROOT,
                    "newmtl %s\nKd %.4f %.4f %.4f\nd %.2f\nillum 1\n",
                    material(s),
                    s.red() / FULL,
                    s.green() / FULL,
                    s.blue() / FULL,
                    s.opacity()));
        }
        writer.flush();
    }

    /** Two structures may have one name: the value tells them apart. */
    private static String material(Surface surface) {
        return surface.value() + "_" + SurfaceFiles.plain(surface.name());
    }
}
