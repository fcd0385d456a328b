package org.foldlink.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.foldlink.measure.metrics.BinaryScores;

/** The figures of a classification, for people and for programs. */
final class ClassificationTable {

    private ClassificationTable() {}

    static List<List<String>> scores(Classifications c) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "class",
                "cases",
                "positive",
                "AUC (" + Math.round(100 * c.level()) + " % interval)",
                "threshold",
                "accuracy",
                "sensitivity",
                "specificity",
                "log loss",
                "Brier"));
        c.classes()
                .forEach((name, s) -> rows.add(List.of(
                        name,
                        Integer.toString(s.cases()),
                        Integer.toString(s.positives()),
                        Figures.of(s.auc(), 4) + Figures.interval(s.aucInterval(), 4),
                        Double.toString(s.threshold()),
                        Figures.of(s.accuracy(), 4),
                        Figures.of(s.sensitivity(), 4),
                        Figures.of(s.specificity(), 4),
                        Figures.of(s.logLoss(), 4),
                        Figures.of(s.brier(), 4))));
        return rows;
    }

    static List<List<String>> reliability(BinaryScores s) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("probability", "cases", "mean probability", "observed"));
        for (BinaryScores.Bin bin : s.reliability()) {
            rows.add(List.of(
                    Figures.of(bin.low(), 1) + " … " + Figures.of(bin.high(), 1),
                    Integer.toString(bin.cases()),
                    Figures.of(bin.predicted(), 4),
                    Figures.of(bin.observed(), 4)));
        }
        return rows;
    }

    static List<List<String>> worst(Classifications c, int most) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("case", "class", "probability of that class"));
        c.truth().keySet().stream()
                .sorted(Comparator.comparingDouble(c::ofTruth).thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .forEach(one -> rows.add(List.of(one, c.truth().getOrDefault(one, ""), Figures.of(c.ofTruth(one), 4))));
        return rows;
    }

    static String csv(Classifications c) {
        Csv csv = new Csv();
        csv.line(List.of("case", "class", "class_scored", "probability", "yes", "right", "notice"));
        c.truth()
                .forEach((one, is) -> c.classes().forEach((name, scores) -> {
                    double p = c.probabilities().getOrDefault(one, Map.of()).getOrDefault(name, Double.NaN);
                    boolean yes = p >= scores.threshold();
                    csv.line(List.of(
                            one,
                            is,
                            name,
                            Figures.exact(p),
                            Boolean.toString(yes),
                            Boolean.toString(yes == is.equals(name)),
                            Provenance.NOTICE));
                }));
        return csv.text();
    }

    static String markdown(Classifications c) {
        Markdown m = new Markdown();
        m.line("# Classification: " + c.provenance().prediction() + " against "
                + c.provenance().reference());
        m.line(Figures.cases(c.cases()) + ". **" + Provenance.NOTICE + "**");
        m.table(scores(c));
        if (!Double.isNaN(c.accuracy())) {
            m.line("Likeliest class: accuracy " + Figures.of(c.accuracy(), 4) + ", log loss "
                    + Figures.of(c.logLoss(), 4) + ".");
        }
        c.classes().forEach((name, s) -> {
            m.line("## Reliability of " + name);
            m.table(reliability(s));
        });
        m.list(c.notes());
        m.line("Made by " + c.provenance().madeBy() + " at " + c.provenance().at() + ".");
        return m.text();
    }

    static ObjectNode json(Classifications c) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("notice", Provenance.NOTICE);
        EvaluationJson.provenance(root.putObject("provenance"), c.provenance());
        root.put("cases", c.cases()).put("interval", "DeLong, " + c.level());
        EvaluationJson.number(root, "accuracy", c.accuracy());
        EvaluationJson.number(root, "log_loss", c.logLoss());
        ArrayNode classes = root.putArray("classes");
        c.classes().forEach((name, s) -> {
            ObjectNode node = classes.addObject().put("name", name);
            node.put("cases", s.cases()).put("positives", s.positives()).put("threshold", s.threshold());
            EvaluationJson.number(node, "auc", s.auc());
            EvaluationJson.interval(node.putObject("auc_interval"), s.aucInterval());
            EvaluationJson.number(node, "accuracy", s.accuracy());
            EvaluationJson.number(node, "sensitivity", s.sensitivity());
            EvaluationJson.number(node, "specificity", s.specificity());
            node.put("log_loss", s.logLoss()).put("brier", s.brier());
            ArrayNode bins = node.putArray("reliability");
            s.reliability()
                    .forEach(b -> bins.addObject()
                            .put("low", b.low())
                            .put("high", b.high())
                            .put("cases", b.cases())
                            .put("predicted", b.predicted())
                            .put("observed", b.observed()));
        });
        EvaluationJson.strings(root.putArray("without_prediction"), c.missing());
        EvaluationJson.strings(root.putArray("without_truth"), c.surplus());
        return root;
    }
}
