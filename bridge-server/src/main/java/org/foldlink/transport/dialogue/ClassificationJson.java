package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.Classification;
import org.foldlink.session.ClassificationDocument;

/** The JSON of a classification's {@code <job>.result}. Probabilities are 0 to 1, one a class; logits one a head. */
public final class ClassificationJson {

    private ClassificationJson() {}

    /** The answer alone: the class, what the folds say of it, and what made it. */
    public static ObjectNode answer(Classification answer) {
        return fill(Json.object(), answer, folds(answer));
    }

    /** Whole documents, each with {@code part} and {@code of}; the folds are shared out among them in order. */
    static List<ObjectNode> parts(ClassificationDocument document, int partBytes) {
        int fixed = Json.bytes(part(document, List.of(), 1, 1));
        List<List<ObjectNode>> shares = ResultJson.share(folds(document.answer()), fixed, partBytes);
        List<ObjectNode> parts = new ArrayList<>();
        for (List<ObjectNode> share : shares) {
            parts.add(part(document, share, parts.size() + 1, shares.size()));
        }
        return parts;
    }

    private static ObjectNode part(ClassificationDocument document, List<ObjectNode> folds, int part, int of) {
        ObjectNode node = Json.object();
        node.put("job", document.job());
        node.put("part", part);
        node.put("of", of);
        fill(node, document.answer(), folds);
        node.put("software", document.softwareVersion());
        node.put("notice", document.notice());
        node.putArray("devices"); // nothing but this document
        return node;
    }

    private static ObjectNode fill(ObjectNode node, Classification answer, List<ObjectNode> folds) {
        node.put("label", answer.label());
        node.put("name", answer.name());
        node.put("probability", answer.probability());
        numbers(node.putArray("probabilities"), answer.probabilities());
        numbers(node.putArray("logits"), answer.logits());
        ArrayNode classes = node.putArray("classes");
        answer.classes().forEach(classes::add);
        node.putArray("folds").addAll(folds);
        answer.spread()
                .ifPresent(spread -> node.putObject("spread")
                        .put("sd", spread.sd())
                        .put("min", spread.min())
                        .put("max", spread.max()));
        node.set("provenance", ResultJson.provenance(answer.provenance()));
        node.set("seconds", ResultJson.seconds(answer.secondsByPhase()));
        return node;
    }

    private static List<ObjectNode> folds(Classification answer) {
        List<ObjectNode> rows = new ArrayList<>();
        for (Classification.Fold fold : answer.folds()) {
            ObjectNode row = Json.object();
            row.set("fold", ResultJson.fold(fold.fold()));
            row.put("label", fold.label());
            numbers(row.putArray("probabilities"), fold.probabilities());
            numbers(row.putArray("logits"), fold.logits());
            rows.add(row);
        }
        return rows;
    }

    private static void numbers(ArrayNode to, List<Double> values) {
        values.forEach(to::add);
    }
}
