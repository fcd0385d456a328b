package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.session.RequestException;

/** One command of the dialogue. Stateless. */
interface Command {

    String name();

    /** @return the reply's content */
    ObjectNode run(Fields content, Client client) throws DialogueException, RequestException;
}
