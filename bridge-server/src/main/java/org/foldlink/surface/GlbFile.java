package org.foldlink.surface;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Binary glTF 2.0: a mesh, a material and a node a structure, under one root node.
 *
 * <p>Positions are RAS mm, as everywhere. glTF wants metres, y up, and z towards the viewer in front: the root node's matrix maps (R, A, S) mm to (-R, S, A) / 1000,
 * so a patient stands upright and looks along +z, patient's left on +x. It is a rotation and a scaling, so the winding stays.
 */
final class GlbFile {

    private static final int MAGIC = 0x46546C67;
    private static final int VERSION = 2;
    private static final int JSON = 0x4E4F534A;
    private static final int BINARY = 0x004E4942;
    private static final int FLOAT = 5126;
    private static final int UNSIGNED_INT = 5125;
    private static final int ARRAY_BUFFER = 34962;
    private static final int ELEMENT_ARRAY_BUFFER = 34963;

    /** Column by column. */
    private static final double[] ROOT = {-0.001, 0, 0, 0, 0, 0, 0.001, 0, 0, 0.001, 0, 0, 0, 0, 0, 1};

    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private GlbFile() {}

    static void write(List<Surface> surfaces, WritableByteChannel out) throws IOException {
        long bytes = surfaces.stream().mapToLong(s -> s.mesh().byteCount()).sum();
        byte[] json = padded(document(surfaces, bytes).toString());
        long total = 12L + 8 + json.length + (surfaces.isEmpty() ? 0 : 8 + bytes);
        if (total > Integer.MAX_VALUE) {
            throw new IOException("the surfaces take " + total + " bytes as .glb (expected less than 2 GiB):"
                    + " ask for fewer triangles, or for another format");
        }
        BlockWriter writer = new BlockWriter(out);
        writer.put(MAGIC);
        writer.put(VERSION);
        writer.put((int) total);
        writer.put(json.length);
        writer.put(JSON);
        writer.put(json);
        if (!surfaces.isEmpty()) {
            writer.put((int) bytes);
            writer.put(BINARY);
            for (Surface surface : surfaces) {
                writer.put(surface.mesh().points());
                writer.put(surface.mesh().normals());
                writer.put(surface.mesh().triangles());
            }
        }
        writer.flush();
    }

    private static byte[] padded(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[(text.length + 3) / 4 * 4];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(text, 0, padded, 0, text.length);
        return padded;
    }

    private static ObjectNode document(List<Surface> surfaces, long bytes) {
        ObjectNode root = MAKE.objectNode();
        ObjectNode asset = root.putObject("asset");
        asset.put("version", "2.0");
        asset.put("generator", "FoldLink");
        ObjectNode extras = asset.putObject("extras");
        extras.put("frame", "RAS");
        extras.put("unit", "mm");
        extras.put("notice", SurfaceFiles.NOTICE);
        root.put("scene", 0);
        root.putArray("scenes").addObject().putArray("nodes").add(0);
        ArrayNode nodes = root.putArray("nodes");
        ObjectNode patient = nodes.addObject();
        patient.put("name", "RAS mm");
        ArrayNode matrix = patient.putArray("matrix");
        for (double m : ROOT) {
            matrix.add(m);
        }
        if (surfaces.isEmpty()) {
            return root; // glTF allows no empty lists
        }
        ArrayNode children = patient.putArray("children");
        root.putArray("buffers").addObject().put("byteLength", bytes);
        Lists lists = new Lists(
                root.putArray("meshes"),
                root.putArray("materials"),
                root.putArray("accessors"),
                root.putArray("bufferViews"));
        long at = 0;
        for (Surface surface : surfaces) {
            children.add(nodes.size());
            lists.add(nodes.addObject(), surface, at);
            at += surface.mesh().byteCount();
        }
        return root;
    }

    private record Lists(ArrayNode meshes, ArrayNode materials, ArrayNode accessors, ArrayNode views) {

        void add(ObjectNode node, Surface surface, long at) {
            Mesh mesh = surface.mesh();
            node.put("name", surface.name());
            node.put("mesh", meshes.size());
            ObjectNode extras = node.putObject("extras");
            extras.put("value", surface.value());
            extras.put("ml", mesh.volume() / 1000);
            ObjectNode primitive = meshes.addObject()
                    .put("name", surface.name())
                    .putArray("primitives")
                    .addObject();
            ObjectNode attributes = primitive.putObject("attributes");
            long pointBytes = 4L * mesh.points().length;
            attributes.put("POSITION", accessor(at, pointBytes, ARRAY_BUFFER, FLOAT, "VEC3", mesh.pointCount()));
            bounds((ObjectNode) accessors.get(accessors.size() - 1), mesh.points());
            attributes.put(
                    "NORMAL", accessor(at + pointBytes, pointBytes, ARRAY_BUFFER, FLOAT, "VEC3", mesh.pointCount()));
            primitive.put(
                    "indices",
                    accessor(
                            at + 2 * pointBytes,
                            4L * mesh.triangles().length,
                            ELEMENT_ARRAY_BUFFER,
                            UNSIGNED_INT,
                            "SCALAR",
                            mesh.triangles().length));
            primitive.put("material", materials.size());
            ObjectNode material = materials.addObject().put("name", surface.name());
            ObjectNode metal = material.putObject("pbrMetallicRoughness");
            ArrayNode colour = metal.putArray("baseColorFactor");
            colour.add(linear(surface.red()))
                    .add(linear(surface.green()))
                    .add(linear(surface.blue()))
                    .add(surface.opacity());
            if (surface.opacity() < 1) {
                material.put("alphaMode", "BLEND");
            }
            metal.put("metallicFactor", 0);
            metal.put("roughnessFactor", 0.6);
        }

        private int accessor(long at, long bytes, int target, int component, String type, int count) {
            ObjectNode view = views.addObject();
            view.put("buffer", 0).put("byteOffset", at).put("byteLength", bytes).put("target", target);
            ObjectNode accessor = accessors.addObject();
            accessor.put("bufferView", views.size() - 1);
            accessor.put("componentType", component).put("count", count).put("type", type);
            return accessors.size() - 1;
        }

        private static void bounds(ObjectNode accessor, float[] points) {
            ArrayNode min = accessor.putArray("min");
            ArrayNode max = accessor.putArray("max");
            for (int axis = 0; axis < 3; axis++) {
                float low = Float.POSITIVE_INFINITY;
                float high = Float.NEGATIVE_INFINITY;
                for (int n = axis; n < points.length; n += 3) {
                    low = Math.min(low, points[n]);
                    high = Math.max(high, points[n]);
                }
                min.add(low);
                max.add(high);
            }
        }

        /** sRGB 0..255 to the linear 0..1 that glTF's factors are in. */
        private static double linear(int channel) {
            double c = channel / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
    }
}
