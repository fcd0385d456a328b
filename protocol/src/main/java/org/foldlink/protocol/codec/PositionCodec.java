package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.PositionMessage;
import org.foldlink.protocol.message.PositionMessage.Orientation;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * POSITION, 12, 24 or 28 bytes.
 *
 * <pre>
 *   0  f32[3]  x, y, z
 *  12  f32[3]  quaternion x, y, z (from 24 bytes)
 *  24  f32     quaternion w (28 bytes)
 * </pre>
 */
final class PositionCodec implements BodyCodec<PositionMessage> {
    @Override
    public String type() {
        return PositionMessage.TYPE;
    }

    @Override
    public Class<PositionMessage> messageClass() {
        return PositionMessage.class;
    }

    @Override
    public PositionMessage read(BodyReader in) throws ProtocolException {
        Orientation orientation = switch (in.size()) {
            case 12 -> Orientation.NONE;
            case 24 -> Orientation.COMPACT;
            case 28 -> Orientation.WHOLE;
            default -> throw in.error("body_size", in.size(), "12, 24 or 28");
        };
        float x = in.f32("x");
        float y = in.f32("y");
        float z = in.f32("z");
        boolean turned = orientation != Orientation.NONE;
        float qx = turned ? in.f32("qx") : 0;
        float qy = turned ? in.f32("qy") : 0;
        float qz = turned ? in.f32("qz") : 0;
        float qw = orientation == Orientation.WHOLE ? in.f32("qw") : 0;
        return new PositionMessage(x, y, z, orientation, qx, qy, qz, qw);
    }

    @Override
    public void write(PositionMessage message, BodyWriter out) {
        out.f32(message.x());
        out.f32(message.y());
        out.f32(message.z());
        if (message.orientation() != Orientation.NONE) {
            out.f32(message.qx());
            out.f32(message.qy());
            out.f32(message.qz());
        }
        if (message.orientation() == Orientation.WHOLE) {
            out.f32(message.qw());
        }
    }
}
