package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.evaluation.Csv;
import org.foldlink.inference.Classification;
import org.foldlink.transport.dialogue.ClassificationJson;

/** A classifier's answer as people and as programs read it. */
final class ClassificationText {

    private ClassificationText() {}

    /** @param answer as {@link ClassificationJson#answer}, or a result document, has it */
    static List<String> lines(String name, JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s, probability %.4f (logit %s)",
                name,
                answer.path("name").asText(),
                answer.path("probability").asDouble(),
                figures(answer.path("logits"))));
        for (JsonNode fold : answer.path("folds")) {
            int label = fold.path("label").asInt();
            lines.add(String.format(
                    Locale.ROOT,
                    "  fold %s: class %d, probability %.4f (logit %s)",
                    fold.path("fold").asText(),
                    label,
                    fold.path("probabilities").path(label).asDouble(),
                    figures(fold.path("logits"))));
        }
        return lines;
    }

    private static String figures(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(v -> texts.add(String.format(Locale.ROOT, "%.4f", v.asDouble())));
        return String.join(", ", texts);
    }

    static String csvHead() {
        Csv csv = new Csv();
        csv.line(List.of("case", "class", "probability", "notice"));
        return csv.text();
    }

    /** A line for each class, by its number. */
    static String csv(String name, Classification answer) {
        Csv csv = new Csv();
        for (int c = 0; c < answer.probabilities().size(); c++) {
            csv.line(List.of(
                    name,
                    Integer.toString(c),
                    Double.toString(answer.probabilities().get(c)),
                    Main.NOTICE));
        }
        return csv.text();
    }

    static ObjectNode json(String name, Classification answer) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("case", name);
        root.setAll(ClassificationJson.answer(answer));
        return root.put("notice", Main.NOTICE);
    }
}
