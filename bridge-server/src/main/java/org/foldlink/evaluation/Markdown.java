package org.foldlink.evaluation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Summary;

/** Tables and sentences as Markdown. */
final class Markdown {

    private final StringBuilder text = new StringBuilder();

    static String of(Evaluation e) {
        Markdown m = new Markdown();
        Map<String, Map<Metric, Summary>> summaries = e.summaries();
        m.line("# Segmentation: " + e.provenance().prediction() + " against "
                + e.provenance().reference());
        m.line(Figures.cases(e.cases().size()) + ". **" + Provenance.NOTICE + "**");
        m.table(EvaluationTable.means(e, summaries));
        if (e.cases().size() > 1) {
            m.table(EvaluationTable.medians(e, summaries));
        }
        if (!e.scorer().lesions().isEmpty()) {
            m.table(EvaluationTable.lesions(e));
        }
        e.comparison().ifPresent(c -> {
            m.line("## Against " + c.other());
            m.table(EvaluationTable.comparison(e, c, List.of(Metric.values())));
        });
        m.list(EvaluationNotes.of(e));
        m.line("Made by " + e.provenance().madeBy() + " at " + e.provenance().at() + "; names: "
                + e.provenance().names() + ".");
        return m.text();
    }

    void line(String line) {
        text.append(line).append("\n\n");
    }

    void list(List<String> lines) {
        lines.forEach(l -> text.append("- ").append(l).append('\n'));
        text.append('\n');
    }

    void table(List<List<String>> rows) {
        text.append(row(rows.get(0)));
        text.append(rows.get(0).stream().map(c -> "---").collect(Collectors.joining(" | ", "| ", " |\n")));
        rows.stream().skip(1).forEach(r -> text.append(row(r)));
        text.append('\n');
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(c -> c.replace("|", "\\|").replace("\n", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    String text() {
        return text.toString();
    }
}
