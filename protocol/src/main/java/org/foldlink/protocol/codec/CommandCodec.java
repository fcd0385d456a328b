package org.foldlink.protocol.codec;

import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.wire.BodyReader;
import org.foldlink.protocol.wire.BodyWriter;
import org.foldlink.protocol.wire.ProtocolException;

/** COMMAND, see {@link CommandLayout}. */
final class CommandCodec implements BodyCodec<CommandMessage> {
    @Override
    public String type() {
        return CommandMessage.TYPE;
    }

    @Override
    public Class<CommandMessage> messageClass() {
        return CommandMessage.class;
    }

    @Override
    public CommandMessage read(BodyReader in) throws ProtocolException {
        CommandLayout layout = CommandLayout.read(in);
        return new CommandMessage(layout.id(), layout.name(), layout.encoding(), layout.content());
    }

    @Override
    public void write(CommandMessage message, BodyWriter out) {
        new CommandLayout(message.id(), message.name(), message.encoding(), message.content()).write(out);
    }
}
