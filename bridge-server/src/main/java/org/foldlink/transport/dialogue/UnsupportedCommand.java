package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A command that the dialogue has and this version does not serve yet. */
record UnsupportedCommand(String name) implements Command {

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException {
        throw new DialogueException(
                DialogueError.NOT_SUPPORTED, "", "command " + name + " is not supported by this version of the bridge");
    }
}
