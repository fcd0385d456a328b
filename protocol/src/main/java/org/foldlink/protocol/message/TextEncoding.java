package org.foldlink.protocol.message;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Character encodings by IANA MIBenum, as STRING, COMMAND and metadata name them. US-ASCII is read and written as UTF-8, since peers
 * put UTF-8 under 3; an encoding that is not known is taken byte by byte as ISO-8859-1, so nothing is lost.
 */
public final class TextEncoding {
    public static final int US_ASCII = 3;
    public static final int ISO_8859_1 = 4;
    public static final int UTF_8 = 106;
    public static final int UTF_16BE = 1013;
    public static final int UTF_16LE = 1014;

    private TextEncoding() {}

    public static Charset charset(int mibEnum) {
        return switch (mibEnum) {
            case US_ASCII, UTF_8 -> StandardCharsets.UTF_8;
            case UTF_16BE -> StandardCharsets.UTF_16BE;
            case UTF_16LE -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.ISO_8859_1;
        };
    }

    /** US-ASCII where the text is, else UTF-8. */
    public static int of(String text) {
        return text.chars().allMatch(c -> c < 0x80) ? US_ASCII : UTF_8;
    }

    public static byte[] bytes(String text, int mibEnum) {
        return text.getBytes(charset(mibEnum));
    }

    /** Bytes of the text in that encoding, found without encoding where that is cheap. */
    public static long length(String text, int mibEnum) {
        Charset charset = charset(mibEnum);
        if (charset.equals(StandardCharsets.ISO_8859_1)) {
            return text.length();
        }
        if (charset.equals(StandardCharsets.UTF_8) && text.chars().allMatch(c -> c < 0x80)) {
            return text.length();
        }
        return text.getBytes(charset).length;
    }
}
