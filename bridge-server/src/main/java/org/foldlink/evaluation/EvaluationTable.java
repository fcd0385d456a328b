package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.foldlink.measure.metrics.LesionCounts;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Presence;
import org.foldlink.measure.metrics.StructureScore;
import org.foldlink.measure.metrics.Summary;

/** The tables of an evaluation for people, as papers have them: rows of cells, the first row the heading. */
final class EvaluationTable {

    private EvaluationTable() {}

    /** Mean ± SD (interval) of every structure. */
    static List<List<String>> means(Evaluation e, Map<String, Map<Metric, Summary>> summaries) {
        return rows(e, summaries, "mean ± SD (" + percent(e) + " interval)", Figures::meanSd);
    }

    /** Median (quartiles) of every structure. */
    static List<List<String>> medians(Evaluation e, Map<String, Map<Metric, Summary>> summaries) {
        return rows(e, summaries, "median (quartiles)", Figures::medianQuartiles);
    }

    private static String percent(Evaluation e) {
        return Math.round(100 * e.bootstrap().level()) + " %";
    }

    private interface Cell {
        String of(Metric metric, Summary summary);
    }

    private static List<List<String>> rows(
            Evaluation e, Map<String, Map<Metric, Summary>> summaries, String what, Cell cell) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("structure, " + what, "cases", "missed", "false alarms"));
        for (Metric metric : Metric.values()) {
            head.add(metric.title());
        }
        rows.add(head);
        summaries.forEach((name, of) -> {
            List<String> row = new ArrayList<>();
            row.add(name);
            boolean all = name.equals(Evaluation.ALL);
            row.add(Long.toString(all ? e.cases().size() : e.cases().size() - e.count(name, Presence.NEITHER)));
            row.add(all ? Figures.NONE : Long.toString(e.count(name, Presence.REFERENCE_ONLY)));
            row.add(all ? Figures.NONE : Long.toString(e.count(name, Presence.PREDICTION_ONLY)));
            of.forEach((metric, summary) -> row.add(cell.of(metric, summary)));
            rows.add(row);
        });
        return rows;
    }

    static List<List<String>> lesions(Evaluation e) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of("lesions of", "lesions", "found", "sensitivity", "findings", "false", "false findings a case"));
        for (String name : e.scorer().lesions()) {
            LesionCounts sum = e.lesions(name);
            Summary wrong = e.falseFindings(name);
            rows.add(List.of(
                    name,
                    Integer.toString(sum.lesions()),
                    Integer.toString(sum.found()),
                    Figures.of(sum.sensitivity(), 3) + Figures.interval(e.lesionSensitivity(name), 3),
                    Integer.toString(sum.findings()),
                    Integer.toString(sum.falseFindings()),
                    Figures.of(wrong.mean(), 2) + Figures.interval(wrong.interval(), 2)));
        }
        return rows;
    }

    /** @param metrics to show */
    static List<List<String>> comparison(Evaluation e, Comparison c, Collection<Metric> metrics) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "structure",
                "metric",
                "n",
                "this",
                "other",
                "difference (" + percent(e) + " interval)",
                "p (Wilcoxon)"));
        for (Comparison.Test t : c.tests()) {
            if (t.difference().n() == 0 || !metrics.contains(t.metric())) {
                continue;
            }
            boolean magnitude = t.metric().better() == Metric.Better.NEAR_ZERO;
            rows.add(List.of(
                    t.structure(),
                    magnitude ? "|" + t.metric().title() + "|" : t.metric().title(),
                    Integer.toString(t.difference().n()),
                    Figures.of(t.metric(), t.one().mean()),
                    Figures.of(t.metric(), t.other().mean()),
                    Figures.meanInterval(t.metric(), t.difference()),
                    Figures.p(t.rank().p())
                            + (t.rank().exact() || Double.isNaN(t.rank().p()) ? "" : " (approx.)")));
        }
        return rows;
    }

    /** The worst cases first, and of each its worst structures. */
    static List<List<String>> worst(Evaluation e, int cases, int structures) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("case", "structure", "presence"));
        for (Metric metric : Metric.values()) {
            head.add(metric.title());
        }
        rows.add(head);
        for (CaseResult one : e.worstFirst().stream().limit(cases).toList()) {
            for (StructureScore s :
                    Evaluation.worstFirst(one).stream().limit(structures).toList()) {
                List<String> row = new ArrayList<>(
                        List.of(one.name(), s.structure(), s.presence().term()));
                for (Metric metric : Metric.values()) {
                    row.add(Figures.of(metric, s.value(metric)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
