package org.foldlink.protocol.codec;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.Cells;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.PolyDataMessage.Attribute;
import org.foldlink.protocol.message.PolyDataMessage.AttributeKind;
import org.foldlink.protocol.message.TextEncoding;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * POLYDATA, 40 bytes and its arrays.
 *
 * <pre>
 *   0  u32     points
 *   4  u32[2]  vertices: count, bytes
 *  12  u32[2]  lines: count, bytes
 *  20  u32[2]  polygons: count, bytes
 *  28  u32[2]  triangle strips: count, bytes
 *  36  u32     attributes
 *  40  f32[3] × points
 *      u32 {n, index × n}: vertices, lines, polygons, strips
 *      attributes × { u8 kind, u8 components, u32 elements }
 *      attributes × { name, NUL }, and a NUL where these are odd together
 *      attributes × f32[elements][components]
 * </pre>
 */
final class PolyDataCodec implements BodyCodec<PolyDataMessage> {
    private static final int NAME = 255;

    private record AttributeHeader(AttributeKind kind, int components, long elements) {}

    @Override
    public String type() {
        return PolyDataMessage.TYPE;
    }

    @Override
    public Class<PolyDataMessage> messageClass() {
        return PolyDataMessage.class;
    }

    @Override
    public PolyDataMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(40);
        long points = in.u32("points");
        long[] counts = new long[4];
        long[] sizes = new long[4];
        String[] names = {"vertices", "lines", "polygons", "triangle_strips"};
        for (int i = 0; i < 4; i++) {
            counts[i] = in.u32(names[i]);
            sizes[i] = in.u32(names[i] + "_size");
        }
        long attributes = in.u32("attributes");
        in.expectCount("attributes", attributes);
        FloatBuffer coordinates = in.floats("points", 3 * points);
        Cells[] cells = new Cells[4];
        for (int i = 0; i < 4; i++) {
            // A cell takes four bytes at least, so that more cells than those cannot be.
            if (counts[i] > sizes[i] / 4) {
                throw in.error(names[i], counts[i], "0.." + sizes[i] / 4 + " in " + sizes[i] + " bytes");
            }
            cells[i] = new Cells((int) counts[i], in.ints(names[i] + "_size", sizes[i]));
        }
        List<Attribute> read = readAttributes(in, (int) attributes);
        in.expectEnd();
        return new PolyDataMessage(coordinates, cells[0], cells[1], cells[2], cells[3], read);
    }

    private static List<Attribute> readAttributes(BodyReader in, int count) throws ProtocolException {
        in.require("attribute_headers", 6L * count);
        List<AttributeHeader> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            headers.add(new AttributeHeader(
                    AttributeKind.ofCode("attribute[" + i + "].kind", in.u8("kind")),
                    in.u8("components"),
                    in.u32("elements")));
        }
        int namesStart = in.offset();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("attribute", i);
            names.add(in.terminated("name", NAME));
        }
        in.at("", -1);
        if ((in.offset() - namesStart) % 2 != 0) {
            in.skip("attribute_names_padding", 1);
        }
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("attribute", i);
            AttributeHeader header = headers.get(i);
            attributes.add(new Attribute(
                    header.kind(),
                    header.components(),
                    names.get(i),
                    in.floats("values", header.elements() * header.components())));
        }
        in.at("", -1);
        return attributes;
    }

    @Override
    public void write(PolyDataMessage message, BodyWriter out) {
        out.u32(message.points().remaining() / 3);
        List<Cells> all = List.of(message.vertices(), message.lines(), message.polygons(), message.strips());
        for (Cells cells : all) {
            out.u32(cells.count());
            out.u32(4L * cells.indices().remaining());
        }
        out.u32(message.attributes().size());
        out.floats(message.points());
        for (Cells cells : all) {
            out.ints(cells.indices());
        }
        int names = 0;
        for (Attribute attribute : message.attributes()) {
            out.u8(attribute.kind().code());
            out.u8(attribute.components());
            out.u32(attribute.values().remaining() / attribute.components());
            names += (int) TextEncoding.length(attribute.name(), TextEncoding.UTF_8) + 1;
        }
        for (Attribute attribute : message.attributes()) {
            out.terminated(attribute.name(), NAME);
        }
        out.zeros(names % 2);
        for (Attribute attribute : message.attributes()) {
            out.floats(attribute.values());
        }
    }
}
