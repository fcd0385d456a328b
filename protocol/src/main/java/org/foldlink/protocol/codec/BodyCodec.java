package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.Message;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/** Reads and writes the content of one message type. Stateless and thread-safe. */
interface BodyCodec<M extends Message> {
    /** The type name in the header. */
    String type();

    Class<M> messageClass();

    /**
     * Reads the whole content. A record that refuses a value throws its {@code InvalidFieldException}, which
     * {@link StandardCodecs} turns into a protocol error.
     */
    M read(BodyReader in) throws ProtocolException;

    void write(M message, BodyWriter out);
}
