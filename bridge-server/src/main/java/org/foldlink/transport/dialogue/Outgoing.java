package org.foldlink.transport.dialogue;

import java.util.function.Supplier;
import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;

/**
 * A message on its way to a peer. Its content is made when its turn comes, so that one which gives way to a later one costs nothing.
 *
 * @param type type name, with {@code device} what latest-wins goes by
 * @param device at most 20 bytes of UTF-8
 * @param bytes about what it will take on the wire
 * @param packet header version 2; called once, on the connection's own thread; towards a version 1 peer the metadata is left out
 */
public record Outgoing(Delivery delivery, String type, String device, long bytes, Supplier<Packet> packet) {

    /** Room for headers and small bodies. */
    static final int SMALL = 512;

    static Outgoing of(Delivery delivery, String device, Message message) {
        return of(delivery, device, Timestamp.NOT_SET, Metadata.EMPTY, SMALL, message);
    }

    static Outgoing of(
            Delivery delivery, String device, Timestamp time, Metadata metadata, long bytes, Message message) {
        return lazy(delivery, device, time, metadata, bytes, message.type(), () -> message);
    }

    static Outgoing lazy(
            Delivery delivery,
            String device,
            Timestamp time,
            Metadata metadata,
            long bytes,
            String type,
            Supplier<Message> message) {
        return new Outgoing(
                delivery, type, device, bytes, () -> new Packet(2, device, time, 0, metadata, message.get()));
    }
}
