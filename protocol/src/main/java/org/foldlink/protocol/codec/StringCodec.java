package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.message.TextEncoding;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * STRING, 4 bytes and a text.
 *
 * <pre>
 *   0  u16  encoding (IANA MIBenum)
 *   2  u16  length in bytes
 *   4       text
 * </pre>
 */
final class StringCodec implements BodyCodec<StringMessage> {
    @Override
    public String type() {
        return StringMessage.TYPE;
    }

    @Override
    public Class<StringMessage> messageClass() {
        return StringMessage.class;
    }

    @Override
    public StringMessage read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(4);
        int encoding = in.u16("encoding");
        int length = in.u16("length");
        if (length != in.remaining()) {
            throw in.error("length", length, in.remaining() + ", the bytes that follow");
        }
        return new StringMessage(encoding, in.text("text", length, TextEncoding.charset(encoding)));
    }

    @Override
    public void write(StringMessage message, BodyWriter out) {
        byte[] text = TextEncoding.bytes(message.text(), message.encoding());
        out.u16(message.encoding());
        out.u16(text.length);
        out.bytes(text);
    }
}
