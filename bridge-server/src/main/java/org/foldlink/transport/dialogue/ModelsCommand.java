package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.foldlink.models.ModelDescriptor;

/** A short row a model. */
final class ModelsCommand implements Command {

    @Override
    public String name() {
        return "Models";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException {
        content.only();
        ObjectNode reply = Json.object();
        ArrayNode rows = reply.putArray("models");
        for (ModelDescriptor model : client.bridge().models().all()) {
            ObjectNode row = rows.addObject();
            row.put("id", model.id());
            row.put("title", model.title());
            row.put("task", model.task().name().toLowerCase(Locale.ROOT));
            ArrayNode channels = row.putArray("channels");
            model.channels().forEach(channel -> channels.add(channel.name()));
            row.put("labels", model.labels().size());
            row.put("folds", model.folds().size());
        }
        return reply;
    }
}
