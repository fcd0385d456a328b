package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PointMessage.Point;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * POINT, n × 136 bytes.
 *
 * <pre>
 *   0  char[64]  name
 *  64  char[32]  group
 *  96  u8[4]     RGBA
 * 100  f32[3]    x, y, z
 * 112  f32       diameter
 * 116  char[20]  owner
 * </pre>
 */
final class PointCodec implements BodyCodec<PointMessage> {
    @Override
    public String type() {
        return PointMessage.TYPE;
    }

    @Override
    public Class<PointMessage> messageClass() {
        return PointMessage.class;
    }

    @Override
    public PointMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(136);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("point", i);
            points.add(new Point(
                    in.text("name", 64),
                    in.text("group", 32),
                    in.rgba("color"),
                    in.f32("x"),
                    in.f32("y"),
                    in.f32("z"),
                    in.f32("diameter"),
                    in.text("owner", 20)));
        }
        return new PointMessage(points);
    }

    @Override
    public void write(PointMessage message, BodyWriter out) {
        for (Point point : message.points()) {
            out.text(point.name(), 64);
            out.text(point.group(), 32);
            out.rgba(point.color());
            out.f32(point.x());
            out.f32(point.y());
            out.f32(point.z());
            out.f32(point.diameter());
            out.text(point.owner(), 20);
        }
    }
}
