package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * STATUS, 30 bytes and a text.
 *
 * <pre>
 *   0  u16       code
 *   2  i64       subcode
 *  10  char[20]  error name
 *  30  char[]    text and a NUL (read without one too)
 * </pre>
 */
final class StatusCodec implements BodyCodec<StatusMessage> {
    @Override
    public String type() {
        return StatusMessage.TYPE;
    }

    @Override
    public Class<StatusMessage> messageClass() {
        return StatusMessage.class;
    }

    @Override
    public StatusMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(30);
        return new StatusMessage(
                in.u16("code"), in.i64("subcode"), in.text("error_name", 20), in.text("text", in.remaining()));
    }

    @Override
    public void write(StatusMessage message, BodyWriter out) {
        out.u16(message.code());
        out.i64(message.subcode());
        out.text(message.errorName(), 20);
        out.terminated(message.text(), Integer.MAX_VALUE);
    }
}
