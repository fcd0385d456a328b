package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.QuaternionTrackingMessage;
import org.foldlink.protocol.message.QuaternionTrackingMessage.Tool;
import org.foldlink.protocol.message.ToolType;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * QTDATA, n × 50 bytes.
 *
 * <pre>
 *   0  char[20]  name
 *  20  u8        tool type, 1..4
 *  21  u8        reserved, 0
 *  22  f32[3]    position
 *  34  f32[4]    quaternion x, y, z, w
 * </pre>
 */
final class QuaternionTrackingCodec implements BodyCodec<QuaternionTrackingMessage> {
    @Override
    public String type() {
        return QuaternionTrackingMessage.TYPE;
    }

    @Override
    public Class<QuaternionTrackingMessage> messageClass() {
        return QuaternionTrackingMessage.class;
    }

    @Override
    public QuaternionTrackingMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(50);
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("tool", i);
            String name = in.text("name", 20);
            ToolType toolType = ToolType.ofCode(type(), "tool[" + i + "].type", in.u8("type"));
            in.skip("reserved", 1);
            tools.add(new Tool(
                    name,
                    toolType,
                    in.f32("position"),
                    in.f32("position"),
                    in.f32("position"),
                    in.f32("quaternion"),
                    in.f32("quaternion"),
                    in.f32("quaternion"),
                    in.f32("quaternion")));
        }
        return new QuaternionTrackingMessage(tools);
    }

    @Override
    public void write(QuaternionTrackingMessage message, BodyWriter out) {
        for (Tool tool : message.tools()) {
            out.text(tool.name(), 20);
            out.u8(tool.toolType().code());
            out.u8(0);
            out.f32(tool.x());
            out.f32(tool.y());
            out.f32(tool.z());
            out.f32(tool.qx());
            out.f32(tool.qy());
            out.f32(tool.qz());
            out.f32(tool.qw());
        }
    }
}
