package org.foldlink.protocol.message;

/**
 * COMMAND: a request, answered by a {@link CommandReplyMessage} of the same id. Needs header version 2.
 *
 * @param id chosen by the sender, 0..2³²−1
 * @param name cut to 128 bytes on the wire
 * @param encoding IANA MIBenum of the content, see {@link TextEncoding}
 * @param content the C++ library takes up to 65535 bytes
 */
public record CommandMessage(long id, String name, int encoding, String content) implements Message {
    public static final String TYPE = "COMMAND";

    public CommandMessage {
        Check.range(TYPE, "id", id, 0, Check.U32);
        Check.range(TYPE, "encoding", encoding, 0, Check.U16);
    }

    public static CommandMessage of(long id, String name, String content) {
        return new CommandMessage(id, name, TextEncoding.of(content), content);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
