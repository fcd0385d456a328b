package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.ToolType;
import org.foldlink.protocol.message.TrackingMessage;
import org.foldlink.protocol.message.TrackingMessage.Tool;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * TDATA, n × 70 bytes.
 *
 * <pre>
 *   0  char[20]  name
 *  20  u8        tool type, 1..4
 *  21  u8        reserved, 0
 *  22  f32[12]   matrix, 3×4 column-major
 * </pre>
 */
final class TrackingCodec implements BodyCodec<TrackingMessage> {
    @Override
    public String type() {
        return TrackingMessage.TYPE;
    }

    @Override
    public Class<TrackingMessage> messageClass() {
        return TrackingMessage.class;
    }

    @Override
    public TrackingMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(70);
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("tool", i);
            String name = in.text("name", 20);
            ToolType toolType = ToolType.ofCode(type(), "tool[" + i + "].type", in.u8("type"));
            in.skip("reserved", 1);
            tools.add(new Tool(name, toolType, in.matrix("matrix")));
        }
        return new TrackingMessage(tools);
    }

    @Override
    public void write(TrackingMessage message, BodyWriter out) {
        for (Tool tool : message.tools()) {
            out.text(tool.name(), 20);
            out.u8(tool.toolType().code());
            out.u8(0);
            out.matrix(tool.matrix());
        }
    }
}
