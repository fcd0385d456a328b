package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.session.RequestException;

/** Stops a job. */
final class CancelCommand implements Command {

    @Override
    public String name() {
        return "Cancel";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        String job = content.only("job").text("job");
        return Json.object()
                .put("job", job)
                .put("outcome", client.session().cancel(job).wire());
    }
}
