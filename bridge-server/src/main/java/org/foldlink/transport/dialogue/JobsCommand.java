package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.session.JobSummary;
import org.foldlink.session.RequestException;

/** This session's jobs. */
final class JobsCommand implements Command {

    @Override
    public String name() {
        return "Jobs";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only();
        ObjectNode reply = Json.object();
        ArrayNode rows = reply.putArray("jobs");
        for (JobSummary job : client.session().jobs()) {
            ObjectNode row = rows.addObject();
            row.put("job", job.job());
            row.put("model", job.model());
            row.put("state", job.state().wire());
            row.put("place", job.place());
            job.progress().ifPresent(progress -> row.set("progress", ResultJson.progress(progress)));
            job.error().ifPresent(code -> row.put("error", code.wire()));
        }
        return reply;
    }
}
