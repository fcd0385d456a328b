package org.foldlink.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import org.foldlink.surface.Mesh;

/**
 * Meshes one behind the other, little-endian. Of each: all x, all y, all z of its points as unsigned 16-bit steps of its box, then the
 * first, second and third corners of its triangles, 16 bits each or 32 where it has more than 65536 points. A step is 1/65535 of the box's
 * edge: below 0.01 mm.
 */
final class MeshBlob {

    private static final int STEPS = 0xFFFF;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds it, and says in {@code entry} where it lies and how it is read: RAS mm = origin + step × stored, for each axis. */
    void add(Mesh mesh, ObjectNode entry) {
        int points = mesh.pointCount();
        boolean wide = points > STEPS + 1;
        entry.put("at", bytes.size());
        entry.put("points", points);
        entry.put("triangles", mesh.triangleCount());
        entry.put("wide", wide);
        var origin = entry.putArray("origin");
        var step = entry.putArray("step");
        for (int axis = 0; axis < 3; axis++) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int p = axis; p < mesh.points().length; p += 3) {
                low = Math.min(low, mesh.points()[p]);
                high = Math.max(high, mesh.points()[p]);
            }
            double width = high > low ? ((double) high - low) / STEPS : 1;
            origin.add(low);
            step.add(width);
            for (int p = axis; p < mesh.points().length; p += 3) {
                put((int) Math.round((mesh.points()[p] - low) / width), false);
            }
        }
        for (int corner = 0; corner < 3; corner++) {
            for (int t = corner; t < mesh.triangles().length; t += 3) {
                put(mesh.triangles()[t], wide);
            }
        }
    }

    private void put(int value, boolean wide) {
        bytes.write(value);
        bytes.write(value >> 8);
        if (wide) {
            bytes.write(value >> 16);
            bytes.write(value >> 24);
        }
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
