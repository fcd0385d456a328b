package org.foldlink.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * CAPABILITY, n × 12 bytes.
 *
 * <pre>
 *   0  char[12]  type name
 * </pre>
 */
final class CapabilityCodec implements BodyCodec<CapabilityMessage> {
    @Override
    public String type() {
        return CapabilityMessage.TYPE;
    }

    @Override
    public Class<CapabilityMessage> messageClass() {
        return CapabilityMessage.class;
    }

    @Override
    public CapabilityMessage read(BodyReader in) throws ProtocolException {
        int count = in.expectElements(12);
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            in.at("type", i);
            types.add(in.text("name", 12));
        }
        return new CapabilityMessage(types);
    }

    @Override
    public void write(CapabilityMessage message, BodyWriter out) {
        message.types().forEach(type -> out.text(type, 12));
    }
}
