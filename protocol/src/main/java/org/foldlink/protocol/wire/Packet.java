package org.foldlink.protocol.wire;

import org.foldlink.protocol.message.InvalidFieldException;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.Timestamp;

/**
 * A message with its framing. Immutable.
 *
 * @param headerVersion 1, or 2 for a packet with message id and metadata
 * @param device device name, cut to 20 bytes of UTF-8 on the wire
 * @param messageId 0..2³²−1; written with header version 2 only
 * @param metadata written with header version 2 only
 */
public record Packet(
        int headerVersion, String device, Timestamp timestamp, long messageId, Metadata metadata, Message message) {
    public Packet {
        if (headerVersion != 1 && headerVersion != 2) {
            throw new InvalidFieldException("header", "version", headerVersion, "1 or 2");
        }
        if (messageId < 0 || messageId > 0xFFFF_FFFFL) {
            throw new InvalidFieldException("extended_header", "message_id", messageId, "0..4294967295");
        }
    }

    /** Header version 1, timestamp not set. */
    public static Packet v1(String device, Message message) {
        return new Packet(1, device, Timestamp.NOT_SET, 0, Metadata.EMPTY, message);
    }

    /** Header version 2, timestamp not set, message id 0. */
    public static Packet v2(String device, Metadata metadata, Message message) {
        return new Packet(2, device, Timestamp.NOT_SET, 0, metadata, message);
    }

    /** The same in that header version; towards 1, message id and metadata are dropped. */
    public Packet withHeaderVersion(int version) {
        return version == 1
                ? new Packet(1, device, timestamp, 0, Metadata.EMPTY, message)
                : new Packet(version, device, timestamp, messageId, metadata, message);
    }

    public Packet withTimestamp(Timestamp time) {
        return new Packet(headerVersion, device, time, messageId, metadata, message);
    }

    public Packet withMetadata(Metadata changed) {
        return new Packet(headerVersion, device, timestamp, messageId, changed, message);
    }
}
