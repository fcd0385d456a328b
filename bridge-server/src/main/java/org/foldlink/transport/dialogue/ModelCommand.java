package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.session.ErrorCode;
import org.foldlink.session.ModelLookup;
import org.foldlink.session.RequestException;

/** All of one model. */
final class ModelCommand implements Command {

    @Override
    public String name() {
        return "Model";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        content.only("id");
        String id = content.text("id");
        ModelLookup models = client.bridge().models();
        ModelDescriptor model = models.find(id)
                .orElseThrow(() -> new RequestException(
                        ErrorCode.UNKNOWN_MODEL,
                        "id",
                        "model " + id + " is unknown (expected one of "
                                + models.all().stream().map(ModelDescriptor::id).collect(Collectors.joining(", "))
                                + ")"));
        ObjectNode reply = Json.object();
        reply.put("id", model.id());
        reply.put("title", model.title());
        reply.put("version", model.version());
        reply.put("task", model.task().name().toLowerCase(Locale.ROOT));
        ArrayNode channels = reply.putArray("channels");
        model.channels().forEach(c -> channels.addObject().put("name", c.name()).put("modality", c.modality()));
        ArrayNode labels = reply.putArray("labels");
        model.labels().forEach(label -> labels.add(ResultJson.label(label)));
        ArrayNode folds = reply.putArray("folds");
        model.folds().forEach(fold -> folds.add(ResultJson.fold(fold.index())));
        // As the network sees them, so that a reader can compare with nnU-Net's plans.
        ArrayNode spacing = reply.putArray("spacing_zyx");
        model.spacing().forEach(spacing::add);
        ArrayNode patch = reply.putArray("patch_zyx");
        model.patch().forEach(patch::add);
        reply.put("licence", model.licence());
        reply.put("attribution", model.attribution());
        reply.put("trained_on", model.trainedOn());
        ObjectNode scores = reply.putObject("scores");
        new TreeMap<>(model.scores()).forEach(scores::put);
        reply.put("hash", model.hash());
        return reply;
    }
}
