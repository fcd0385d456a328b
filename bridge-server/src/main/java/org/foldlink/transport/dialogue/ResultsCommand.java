package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.session.RequestException;

/** Sends again all that is held of a job. */
final class ResultsCommand implements Command {

    @Override
    public String name() {
        return "Results";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        String job = content.only("job").text("job");
        return Json.object().put("job", job).put("messages", client.session().resend(job));
    }
}
