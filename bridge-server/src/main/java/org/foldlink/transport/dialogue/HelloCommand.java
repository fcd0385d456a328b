package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.foldlink.session.JobSummary;
import org.foldlink.session.RequestException;
import org.foldlink.session.Session;
import org.foldlink.session.SessionKey;

/** Settles the dialogue's version and whose session it is; also the ping. */
final class HelloCommand implements Command {

    @Override
    public String name() {
        return "Hello";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only("name", "version", "dialogue", "session");
        content.optionalText("name");
        content.optionalText("version");
        checkVersion(content.optionalText("dialogue"));
        Optional<String> id = content.optionalText("session");
        Optional<Session> session = client.begun();
        if (id.isPresent()) {
            session = Optional.of(client.hello(SessionKey.Hello.parse(id.get())));
        }
        ObjectNode reply = Json.object();
        reply.put("product", client.info().product());
        reply.put("version", client.info().version());
        reply.put("dialogue", ServerInfo.DIALOGUE_VERSION);
        reply.put("device", client.bridge().device());
        List<JobSummary> jobs = session.map(Session::jobs).orElse(List.of());
        ArrayNode held = reply.putArray("jobs");
        jobs.forEach(job -> held.add(job.job()));
        reply.put("notice", ServerInfo.NOTICE);
        return reply;
    }

    private static void checkVersion(Optional<String> theirs) throws DialogueException {
        if (theirs.isPresent() && !major(theirs.get()).equals(major(ServerInfo.DIALOGUE_VERSION))) {
            throw new DialogueException(
                    DialogueError.VERSION,
                    "dialogue",
                    "dialogue = \"" + theirs.get() + "\" (expected " + major(ServerInfo.DIALOGUE_VERSION)
                            + ".x; use a client and a bridge of the same major version)");
        }
    }

    private static String major(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }
}
