package org.foldlink.protocol.message;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * POLYDATA: points and the cells on them. Coordinates in millimetres, RAS by convention.
 *
 * <p>Slicer mangles {@code vertices} on receipt; use lines and polygons towards it.
 *
 * @param points x, y, z of each point, one after the other; not copied. The accessor gives a read-only view
 */
public record PolyDataMessage(
        FloatBuffer points, Cells vertices, Cells lines, Cells polygons, Cells strips, List<Attribute> attributes)
        implements Message {
    public static final String TYPE = "POLYDATA";

    public PolyDataMessage {
        if (points.remaining() % 3 != 0) {
            throw new InvalidFieldException(TYPE, "points", points.remaining() + " floats", "a multiple of 3");
        }
        points = Payload.view(points);
        attributes = List.copyOf(attributes);
        int pointCount = points.remaining() / 3;
        vertices.check("vertices", pointCount);
        lines.check("lines", pointCount);
        polygons.check("polygons", pointCount);
        strips.check("strips", pointCount);
    }

    /** @param points x, y, z of each point (not copied) */
    public static PolyDataMessage ofLines(float[] points, Cells lines, List<Attribute> attributes) {
        return new PolyDataMessage(FloatBuffer.wrap(points), Cells.NONE, lines, Cells.NONE, Cells.NONE, attributes);
    }

    /** @param points x, y, z of each point (not copied) */
    public static PolyDataMessage ofPolygons(float[] points, Cells polygons, List<Attribute> attributes) {
        return new PolyDataMessage(FloatBuffer.wrap(points), Cells.NONE, Cells.NONE, polygons, Cells.NONE, attributes);
    }

    /** What an attribute's values belong to and mean; the low byte of its type on the wire. */
    public enum AttributeKind {
        POINT_SCALARS(0x00, 0),
        POINT_VECTORS(0x01, 3),
        POINT_NORMALS(0x02, 3),
        POINT_TENSORS(0x03, 9),
        POINT_RGBA(0x04, 4),
        POINT_TEXTURE(0x05, 0),
        CELL_SCALARS(0x10, 0),
        CELL_VECTORS(0x11, 3),
        CELL_NORMALS(0x12, 3),
        CELL_TENSORS(0x13, 9),
        CELL_RGBA(0x14, 4),
        CELL_TEXTURE(0x15, 0);

        private final int code;
        private final int components;

        AttributeKind(int code, int components) {
            this.code = code;
            this.components = components;
        }

        public int code() {
            return code;
        }

        public static AttributeKind ofCode(String field, int code) {
            for (AttributeKind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new InvalidFieldException(TYPE, field, code, "0..5 for points or 16..21 for cells");
        }
    }

    /**
     * A named array of values on points or cells.
     *
     * @param components values an element: 3 for vectors and normals, 9 for tensors, 4 for RGBA, else 1..255
     * @param name at most 255 bytes of UTF-8, without NUL
     * @param values element after element; not copied. The accessor gives a read-only view
     */
    public record Attribute(AttributeKind kind, int components, String name, FloatBuffer values) {
        public Attribute {
            Check.range(TYPE, "attribute components", components, 1, Check.U8);
            if (kind.components != 0 && kind.components != components) {
                throw new InvalidFieldException(
                        TYPE, "attribute components", components, kind.components + " for " + kind);
            }
            Check.range(TYPE, "attribute name length", TextEncoding.length(name, TextEncoding.UTF_8), 0, 255);
            if (name.indexOf('\0') >= 0) {
                throw new InvalidFieldException(TYPE, "attribute name", "text with NUL", "text without NUL");
            }
            if (values.remaining() % components != 0) {
                throw new InvalidFieldException(
                        TYPE, "attribute values", values.remaining() + " floats", "a multiple of " + components);
            }
            values = Payload.view(values);
        }

        public static Attribute cellScalars(String name, float... values) {
            return new Attribute(AttributeKind.CELL_SCALARS, 1, name, FloatBuffer.wrap(values));
        }

        public static Attribute pointScalars(String name, float... values) {
            return new Attribute(AttributeKind.POINT_SCALARS, 1, name, FloatBuffer.wrap(values));
        }

        public static Attribute pointNormals(String name, float... values) {
            return new Attribute(AttributeKind.POINT_NORMALS, 3, name, FloatBuffer.wrap(values));
        }

        @Override
        public FloatBuffer values() {
            return Payload.view(values);
        }
    }

    @Override
    public FloatBuffer points() {
        return Payload.view(points);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
