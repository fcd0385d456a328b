package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.foldlink.inference.Finding;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
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
        String id = content.text("model");
        // An unknown model is refused by the check.
        Task task = client.bridge().models().find(id).map(ModelDescriptor::task).orElse(Task.SEGMENTATION);
        CheckReport report = client.session().check(id, content.texts("inputs"), JobFields.options(content, task));
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
