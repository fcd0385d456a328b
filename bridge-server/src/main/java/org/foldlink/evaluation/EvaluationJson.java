package org.foldlink.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.foldlink.measure.metrics.Interval;
import org.foldlink.measure.metrics.LesionCounts;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Presence;
import org.foldlink.measure.metrics.StructureLabels;
import org.foldlink.measure.metrics.StructureScore;
import org.foldlink.measure.metrics.Summary;

/** An evaluation as one JSON object; null where there is no value. */
final class EvaluationJson {

    private EvaluationJson() {}

    static ObjectNode of(Evaluation e) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("notice", Provenance.NOTICE);
        provenance(root.putObject("provenance"), e.provenance());
        ObjectNode units = root.putObject("units");
        for (Metric metric : Metric.values()) {
            units.put(metric.key(), metric.unit().isEmpty() ? "1" : metric.unit());
        }
        root.put("intervals", e.bootstrap().text());
        ArrayNode structures = root.putArray("structures");
        e.summaries().forEach((name, summaries) -> {
            ObjectNode s = structures.addObject().put("name", name);
            if (!name.equals(Evaluation.ALL)) {
                structure(s, e, name);
            }
            ObjectNode metrics = s.putObject("metrics");
            summaries.forEach((metric, summary) -> summary(metrics.putObject(metric.key()), summary));
        });
        ArrayNode lesions = root.putArray("lesions");
        e.scorer().lesions().forEach(name -> lesions(lesions.addObject(), e, name));
        ArrayNode cases = root.putArray("cases");
        e.cases().forEach(c -> one(cases.addObject(), c));
        ArrayNode unscored = root.putArray("unscored");
        e.unscored().forEach(u -> unscored.addObject().put("case", u.name()).put("reason", u.reason()));
        strings(root.putArray("without_prediction"), e.missing());
        strings(root.putArray("without_reference"), e.surplus());
        e.comparison().ifPresent(c -> comparison(root.putObject("comparison"), c));
        return root;
    }

    static void provenance(ObjectNode to, Provenance p) {
        to.put("prediction", p.prediction())
                .put("reference", p.reference())
                .put("names", p.names())
                .put("made_by", p.madeBy())
                .put("at", p.at().toString());
    }

    private static void structure(ObjectNode to, Evaluation e, String name) {
        StructureLabels labels = e.scorer().structures().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
        ArrayNode values = to.putArray("values");
        labels.values().forEach(values::add);
        to.put("nsd_tolerance_mm", e.scorer().tolerances().of(name));
        ObjectNode presence = to.putObject("cases_by_presence");
        for (Presence p : Presence.values()) {
            presence.put(p.term(), e.count(name, p));
        }
    }

    static void summary(ObjectNode to, Summary s) {
        to.put("n", s.n());
        number(to, "mean", s.mean());
        number(to, "sd", s.sd());
        number(to, "median", s.median());
        number(to, "q1", s.q1());
        number(to, "q3", s.q3());
        interval(to, s.interval());
    }

    static void interval(ObjectNode to, Interval i) {
        number(to, "low", i.low());
        number(to, "high", i.high());
    }

    private static void lesions(ObjectNode to, Evaluation e, String name) {
        LesionCounts sum = e.lesions(name);
        to.put("structure", name).put("criterion", e.scorer().criterion().text());
        to.put("lesions", sum.lesions()).put("found", sum.found());
        to.put("findings", sum.findings()).put("false_findings", sum.falseFindings());
        number(to, "sensitivity", sum.sensitivity());
        interval(to.putObject("sensitivity_interval"), e.lesionSensitivity(name));
        summary(to.putObject("false_findings_a_case"), e.falseFindings(name));
    }

    private static void one(ObjectNode to, CaseResult c) {
        to.put("case", c.name());
        ArrayNode structures = to.putArray("structures");
        for (StructureScore s : c.score().structures()) {
            ObjectNode node = structures.addObject().put("name", s.structure());
            node.put("presence", s.presence().term());
            node.put("predicted_voxels", s.overlap().predicted());
            node.put("reference_voxels", s.overlap().reference());
            node.put("predicted_ml", s.predictedMl()).put("reference_ml", s.referenceMl());
            for (Metric metric : Metric.values()) {
                number(node, metric.key(), s.value(metric));
            }
        }
        if (!c.score().lesions().isEmpty()) {
            ObjectNode lesions = to.putObject("lesions");
            c.score()
                    .lesions()
                    .forEach((name, n) -> lesions.putObject(name)
                            .put("lesions", n.lesions())
                            .put("found", n.found())
                            .put("findings", n.findings())
                            .put("false_findings", n.falseFindings()));
        }
        if (!c.score().unnamed().isEmpty()) {
            ArrayNode unnamed = to.putArray("labels_not_scored");
            c.score().unnamed().forEach(unnamed::add);
        }
    }

    private static void comparison(ObjectNode to, Comparison c) {
        to.put("against", c.other()).put("test", Comparison.METHOD);
        strings(to.putArray("left_out"), c.leftOut());
        ArrayNode tests = to.putArray("tests");
        for (Comparison.Test t : c.tests()) {
            ObjectNode node = tests.addObject()
                    .put("structure", t.structure())
                    .put("metric", t.metric().key());
            number(node, "mean", t.one().mean());
            number(node, "mean_against", t.other().mean());
            summary(node.putObject("difference"), t.difference());
            node.put("wilcoxon_n", t.rank().n())
                    .put("wilcoxon_statistic", t.rank().statistic())
                    .put("exact", t.rank().exact());
            number(node, "p", t.rank().p());
        }
        ArrayNode cases = to.putArray("cases");
        c.cases().forEach(one -> one(cases.addObject(), one));
    }

    static void strings(ArrayNode to, List<String> values) {
        values.forEach(to::add);
    }

    /** JSON has no NaN. */
    static void number(ObjectNode to, String key, double value) {
        if (Double.isNaN(value)) {
            to.putNull(key);
        } else {
            to.put(key, value);
        }
    }
}
