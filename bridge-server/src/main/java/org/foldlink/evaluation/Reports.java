package org.foldlink.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Summary;

/** The short tables that a terminal shows; rows of cells, the first row the heading. */
public final class Reports {

    private static final List<Metric> SHORT = List.of(Metric.DICE, Metric.NSD, Metric.HD95, Metric.ASSD);

    private Reports() {}

    /** Mean of the usual metrics, a row a structure; Dice with its spread. */
    public static List<List<String>> summary(Evaluation e) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("structure", "n", "Dice ± SD (interval)", "Dice, median"));
        SHORT.stream().skip(1).forEach(m -> head.add(m.title()));
        rows.add(head);
        e.summaries().forEach((name, of) -> {
            List<String> row = new ArrayList<>();
            Summary dice = summary(of, Metric.DICE);
            row.add(name);
            row.add(Integer.toString(dice.n()));
            row.add(Figures.meanSd(Metric.DICE, dice));
            row.add(Figures.of(Metric.DICE, dice.median()));
            SHORT.stream()
                    .skip(1)
                    .forEach(m -> row.add(Figures.of(m, summary(of, m).mean())));
            rows.add(row);
        });
        return rows;
    }

    private static Summary summary(Map<Metric, Summary> of, Metric metric) {
        Summary found = of.get(metric);
        if (found == null) {
            throw new IllegalStateException("no summary of " + metric);
        }
        return found;
    }

    /** Lesions and the comparison, where there are any. */
    public static List<List<List<String>>> more(Evaluation e) {
        List<List<List<String>>> tables = new ArrayList<>();
        if (!e.scorer().lesions().isEmpty()) {
            tables.add(EvaluationTable.lesions(e));
        }
        e.comparison().ifPresent(c -> tables.add(EvaluationTable.comparison(e, c, SHORT)));
        return tables;
    }

    /** What is not in the figures, a sentence each. */
    public static List<String> leftOut(Evaluation e) {
        return EvaluationNotes.leftOut(e);
    }

    public static List<List<String>> summary(Classifications c) {
        return ClassificationTable.scores(c);
    }
}
