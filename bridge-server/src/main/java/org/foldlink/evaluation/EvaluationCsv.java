package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.measure.metrics.Interval;
import org.foldlink.measure.metrics.LesionCounts;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Scorer;
import org.foldlink.measure.metrics.StructureScore;

/** The tables of an evaluation for programs: a value that there is none of is an empty field. */
final class EvaluationCsv {

    private EvaluationCsv() {}

    /** A line for each case and structure. */
    static String cases(List<CaseResult> cases, Scorer scorer) {
        Csv csv = new Csv();
        List<String> head = new ArrayList<>(
                List.of("case", "structure", "presence", "predicted_ml", "reference_ml", "nsd_tolerance_mm"));
        for (Metric metric : Metric.values()) {
            head.add(metric.key());
        }
        head.add("notice");
        csv.line(head);
        for (CaseResult one : cases) {
            for (StructureScore s : one.score().structures()) {
                List<String> line = new ArrayList<>(List.of(
                        one.name(),
                        s.structure(),
                        s.presence().term(),
                        Figures.exact(s.predictedMl()),
                        Figures.exact(s.referenceMl()),
                        Figures.exact(scorer.tolerances().of(s.structure()))));
                for (Metric metric : Metric.values()) {
                    line.add(Figures.exact(s.value(metric)));
                }
                line.add(Provenance.NOTICE);
                csv.line(line);
            }
        }
        return csv.text();
    }

    /** A line for each case and lesion structure. */
    static String lesions(Evaluation e) {
        Csv csv = new Csv();
        csv.line(List.of(
                "case",
                "structure",
                "lesions",
                "found",
                "findings",
                "false_findings",
                "sensitivity",
                "precision",
                "notice"));
        for (CaseResult one : e.cases()) {
            for (String structure : e.scorer().lesions()) {
                LesionCounts n = Evaluation.lesions(one, structure);
                csv.line(List.of(
                        one.name(),
                        structure,
                        Integer.toString(n.lesions()),
                        Integer.toString(n.found()),
                        Integer.toString(n.findings()),
                        Integer.toString(n.falseFindings()),
                        Figures.exact(n.sensitivity()),
                        Figures.exact(n.precision()),
                        Provenance.NOTICE));
            }
        }
        return csv.text();
    }

    /** A line for each structure and metric. */
    static String comparison(Comparison comparison) {
        Csv csv = new Csv();
        csv.line(List.of(
                "structure",
                "metric",
                "n",
                "mean",
                "mean_against",
                "mean_difference",
                "difference_low",
                "difference_high",
                "median_difference",
                "wilcoxon_n",
                "wilcoxon_statistic",
                "p",
                "exact",
                "notice"));
        for (Comparison.Test t : comparison.tests()) {
            Interval interval = t.difference().interval();
            csv.line(List.of(
                    t.structure(),
                    t.metric().key(),
                    Integer.toString(t.difference().n()),
                    Figures.exact(t.one().mean()),
                    Figures.exact(t.other().mean()),
                    Figures.exact(t.difference().mean()),
                    Figures.exact(interval.low()),
                    Figures.exact(interval.high()),
                    Figures.exact(t.difference().median()),
                    Integer.toString(t.rank().n()),
                    Figures.exact(t.rank().statistic()),
                    Figures.exact(t.rank().p()),
                    Boolean.toString(t.rank().exact()),
                    Provenance.NOTICE));
        }
        return csv.text();
    }
}
