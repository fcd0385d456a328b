package org.foldlink.protocol.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message of a type that has no codec, its content byte for byte.
 *
 * @param type 1..12 bytes of printable ASCII, not {@code IMAGE}
 * @param content not copied. The accessor gives a read-only view
 */
public record OpaqueMessage(String type, ByteBuffer content) implements Message {
    public OpaqueMessage {
        TypeNames.check(type);
        if (type.equals(ImageMessage.TYPE)) {
            // A short IMAGE corrupts the memory of some peers, so an IMAGE is only ever an ImageMessage.
            throw new InvalidFieldException("opaque message", "type", type, "any type but IMAGE");
        }
        content = Payload.view(content, ByteOrder.BIG_ENDIAN);
    }

    @Override
    public ByteBuffer content() {
        return Payload.view(content, ByteOrder.BIG_ENDIAN);
    }
}
