package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;

/**
 * The extended header of header version 2, at the start of the body, big-endian.
 *
 * <pre>
 *   0  u16  size of this header, 12 (content starts there; more is skipped)
 *   2  u16  size of the metadata's index: 2 + 8 · entries
 *   4  u32  size of the metadata's keys and values
 *   8  u32  message id
 * </pre>
 */
public record ExtendedHeader(int size, int metadataIndexSize, long metadataSize, long messageId) {
    public static final int SIZE = 12;

    /**
     * Reads at the buffer's position 0.
     *
     * @param body the whole body
     */
    public static ExtendedHeader read(String type, ByteBuffer body, Limits limits) throws ProtocolException {
        int bodySize = body.limit();
        if (bodySize < SIZE) {
            throw ProtocolException.body(type, "body_size", bodySize, "at least 12 with header version 2", 0);
        }
        int size = body.getShort(0) & 0xFFFF;
        int indexSize = body.getShort(2) & 0xFFFF;
        long metadataSize = body.getInt(4) & 0xFFFF_FFFFL;
        if (size < SIZE || size > bodySize) {
            throw ProtocolException.body(
                    type, "extended_header_size", size, "12.." + Math.min(bodySize, 0xFFFF) + ", within the body", 0);
        }
        if (metadataSize > limits.maxMetadata()) {
            throw ProtocolException.limit(type, "metadata_size", metadataSize, "0.." + limits.maxMetadata(), 4);
        }
        if (size + indexSize + metadataSize > bodySize) {
            throw ProtocolException.body(
                    type,
                    "metadata_size",
                    indexSize + metadataSize,
                    "0.." + (bodySize - size) + ", index included, within the body",
                    4);
        }
        return new ExtendedHeader(size, indexSize, metadataSize, body.getInt(8) & 0xFFFF_FFFFL);
    }

    public void write(ByteBuffer out) {
        out.putShort((short) size)
                .putShort((short) metadataIndexSize)
                .putInt((int) metadataSize)
                .putInt((int) messageId);
    }
}
