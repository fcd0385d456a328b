package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.CommandReplyMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/** RTS_COMMAND, see {@link CommandLayout}. */
final class CommandReplyCodec implements BodyCodec<CommandReplyMessage> {
    @Override
    public String type() {
        return CommandReplyMessage.TYPE;
    }

    @Override
    public Class<CommandReplyMessage> messageClass() {
        return CommandReplyMessage.class;
    }

    @Override
    public CommandReplyMessage read(BodyReader in) throws ProtocolException {
        CommandLayout layout = CommandLayout.read(in);
        return new CommandReplyMessage(layout.id(), layout.name(), layout.encoding(), layout.content());
    }

    @Override
    public void write(CommandReplyMessage message, BodyWriter out) {
        new CommandLayout(message.id(), message.name(), message.encoding(), message.content()).write(out);
    }
}
