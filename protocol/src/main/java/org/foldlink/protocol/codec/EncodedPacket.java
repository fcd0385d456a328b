package org.foldlink.protocol.codec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A packet's bytes, as pieces for a gathering write. May be written to many connections: each call of {@link #buffers()} gives fresh
 * read-only views. Payloads are shared with the message.
 *
 * @param size bytes of all pieces together
 */
public record EncodedPacket(List<ByteBuffer> buffers, long size) {
    public EncodedPacket {
        buffers = List.copyOf(buffers);
    }

    @Override
    public List<ByteBuffer> buffers() {
        return buffers.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    }

    /** A copy in one piece, for files and tests. */
    public byte[] toByteArray() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size));
        buffers().forEach(all::put);
        return all.array();
    }
}
