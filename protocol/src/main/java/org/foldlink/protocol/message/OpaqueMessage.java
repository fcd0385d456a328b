package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message of a type that has no codec, its content byte for byte.
 *
 * @param type 1..12 bytes of printable ASCII
 * @param content not copied. The accessor gives a read-only view
 */
public record OpaqueMessage(String type, ByteBuffer content) implements Message {
    public OpaqueMessage {
        TypeNames.check(type);
        content = Payload.view(content, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public ByteBuffer content() {
        return Payload.view(content, ByteOrder.BIG_ENDIAN);
    }
}
