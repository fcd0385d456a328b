package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.TextEncoding;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/**
 * The layout that COMMAND and RTS_COMMAND share, 138 bytes and the content.
 *
 * <pre>
 *   0  u32        id
 *   4  char[128]  name
 * 132  u16        encoding (IANA MIBenum)
 * 134  u32        length of the content in bytes
 * 138             content
 * </pre>
 */
record CommandLayout(long id, String name, int encoding, String content) {
    static CommandLayout read(BodyReader in) throws ProtocolException {
        in.expectAtLeast(138);
        long id = in.u32("id");
        String name = in.text("name", 128);
        int encoding = in.u16("encoding");
        long length = in.u32("length");
        if (length != in.remaining()) {
            throw in.error("length", length, in.remaining() + ", the bytes that follow");
        }
        return new CommandLayout(id, name, encoding, in.text("content", length, TextEncoding.charset(encoding)));
    }

    void write(BodyWriter out) {
        byte[] bytes = TextEncoding.bytes(content, encoding);
        out.u32(id);
        out.text(name, 128);
        out.u16(encoding);
        out.u32(bytes.length);
        out.bytes(bytes);
    }
}
