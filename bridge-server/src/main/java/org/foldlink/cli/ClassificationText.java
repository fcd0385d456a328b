package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.foldlink.evaluation.Csv;
import org.foldlink.inference.Classification;

/** A classifier's answer as people and as programs read it. */
final class ClassificationText {

    private ClassificationText() {}

    static List<String> lines(String name, Classification answer) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s, probability %.4f (logit %s)",
                name,
                answer.name(),
                answer.probabilities().get(answer.label()),
                figures(answer.logits())));
        for (Classification.Fold fold : answer.folds()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  fold %d: class %d, probability %.4f (logit %s)",
                    fold.fold(),
                    fold.label(),
                    fold.probabilities().get(fold.label()),
                    figures(fold.logits())));
        }
        return lines;
    }

    private static String figures(List<Double> values) {
        return values.stream().map(v -> String.format(Locale.ROOT, "%.4f", v)).collect(Collectors.joining(", "));
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
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("case", name);
        root.put("label", answer.label()).put("name", answer.name());
        numbers(root.putArray("probabilities"), answer.probabilities());
        numbers(root.putArray("logits"), answer.logits());
        ArrayNode folds = root.putArray("folds");
        for (Classification.Fold fold : answer.folds()) {
            ObjectNode one = folds.addObject().put("fold", fold.fold()).put("label", fold.label());
            numbers(one.putArray("probabilities"), fold.probabilities());
            numbers(one.putArray("logits"), fold.logits());
        }
        var made = answer.provenance();
        root.putObject("provenance")
                .put("model", made.model())
                .put("version", made.modelVersion())
                .put("hash", made.modelHash())
                .put("device", made.device())
                .put("precision", made.precision())
                .put("engine", made.engine());
        ObjectNode seconds = root.putObject("seconds");
        answer.secondsByPhase().forEach(seconds::put);
        root.put("notice", Main.NOTICE);
        return root;
    }

    private static void numbers(ArrayNode to, List<Double> values) {
        values.forEach(to::add);
    }
}
