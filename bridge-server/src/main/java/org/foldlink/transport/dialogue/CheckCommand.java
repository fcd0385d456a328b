package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.foldlink.inference.Finding;
import org.foldlink.session.CheckReport;
import org.foldlink.session.RequestException;

/** What a run would find wrong, without running. */
final class CheckCommand implements Command {

    @Override
    public String name() {
        return "Check";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only("model", "inputs", "options");
        CheckReport report =
                client.session().check(content.text("model"), content.texts("inputs"), SegmentFields.options(content));
        ObjectNode reply = Json.object();
        reply.put("ok", !report.hasErrors());
        reply.set("findings", findings(report.findings()));
        report.bytesNeeded().ifPresent(n -> reply.put("bytes_needed", n));
        reply.put("bytes_allowed", report.bytesAllowed());
        return reply;
    }

    static ArrayNode findings(List<Finding> findings) {
        ArrayNode rows = Json.array();
        for (Finding finding : findings) {
            rows.addObject()
                    .put("level", finding.level().name().toLowerCase(Locale.ROOT))
                    .put("code", finding.code())
                    .put("field", finding.field())
                    .put("message", finding.message());
        }
        return rows;
    }
}
