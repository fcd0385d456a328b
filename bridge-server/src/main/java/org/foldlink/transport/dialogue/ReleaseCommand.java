package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.session.RequestException;

/** Frees a job's or an image's memory. */
final class ReleaseCommand implements Command {

    @Override
    public String name() {
        return "Release";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only("job", "device");
        if (content.has("job") == content.has("device")) {
            throw new DialogueException(
                    DialogueError.BAD_FIELD,
                    "job",
                    "Release names a job or a device (expected exactly one of the two)");
        }
        if (content.has("job")) {
            String job = content.text("job");
            client.session().releaseJob(job);
            return Json.object().put("job", job);
        }
        String device = content.text("device");
        client.session().releaseImage(device);
        return Json.object().put("device", device);
    }
}
