package org.foldlink.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Fixed-width text fields: UTF-8, NUL-padded, and full without a terminator. */
final class Text {
    private Text() {}

    /** Up to the first NUL. A character cut in the middle at the end is left out; other bytes that are no UTF-8 become U+FFFD. */
    static String read(ByteBuffer field) {
        int end = field.position();
        while (end < field.limit() && field.get(end) != 0) {
            end++;
        }
        ByteBuffer used = field.duplicate().limit(end);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer out = CharBuffer.allocate(used.remaining());
        // Not the end of input: an unfinished character at the end stays in the buffer.
        decoder.decode(used, out, false);
        return out.flip().toString();
    }

    /** At most that many bytes of UTF-8, up to the first NUL, never cut within a character. */
    static byte[] cut(String text, int bytes) {
        int nul = text.indexOf('\0');
        byte[] all = (nul < 0 ? text : text.substring(0, nul)).getBytes(StandardCharsets.UTF_8);
        if (all.length <= bytes) {
            return all;
        }
        int end = bytes;
        while (end > 0 && (all[end] & 0xC0) == 0x80) {
            end--;
        }
        return java.util.Arrays.copyOf(all, end);
    }
}
