package org.foldlink.protocol.message;

/**
 * RTS_COMMAND: the reply to a COMMAND. Success and error text travel in the packet's metadata ({@code Status},
 * {@code ErrorMessage}). Needs header version 2.
 *
 * @param id that of the command
 * @param name the command's name, or an error, cut to 128 bytes on the wire
 * @param encoding IANA MIBenum of the content, see {@link TextEncoding}
 */
public record CommandReplyMessage(long id, String name, int encoding, String content) implements Message {
    public static final String TYPE = "RTS_COMMAND";

    public CommandReplyMessage {
        Check.range(TYPE, "id", id, 0, Check.U32);
        Check.range(TYPE, "encoding", encoding, 0, Check.U16);
    }

    public static CommandReplyMessage of(long id, String name, String content) {
        return new CommandReplyMessage(id, name, TextEncoding.of(content), content);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
