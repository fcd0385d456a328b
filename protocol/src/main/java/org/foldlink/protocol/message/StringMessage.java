package org.foldlink.protocol.message;

/**
 * STRING: a text of at most 65535 bytes.
 *
 * @param encoding IANA MIBenum, see {@link TextEncoding}
 */
public record StringMessage(int encoding, String text) implements Message {
    public static final String TYPE = "STRING";

    public StringMessage {
        Check.range(TYPE, "encoding", encoding, 0, Check.U16);
        Check.range(TYPE, "length", TextEncoding.length(text, encoding), 0, Check.U16);
    }

    /** US-ASCII where the text is, else UTF-8. */
    public static StringMessage of(String text) {
        return new StringMessage(TextEncoding.of(text), text);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
