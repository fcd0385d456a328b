package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.List;
import org.foldlink.evaluation.Classifications;
import org.foldlink.evaluation.Evaluation;
import org.foldlink.evaluation.Reports;

/** An evaluation in the terminal: the short table, the comparison, what was left out. */
final class EvaluationText {

    private EvaluationText() {}

    static void print(PrintWriter out, Evaluation e) {
        out.println(e.cases().size() + (e.cases().size() == 1 ? " case" : " cases"));
        table(out, Reports.summary(e));
        Reports.more(e).forEach(t -> table(out, t));
        Reports.leftOut(e).forEach(line -> out.println("  " + line));
    }

    static void print(PrintWriter out, Classifications c) {
        table(out, Reports.summary(c));
    }

    /** In characters that every terminal has. */
    private static void table(PrintWriter out, List<List<String>> rows) {
        Table.print(
                out,
                rows.stream()
                        .map(r -> r.stream()
                                .map(c ->
                                        c.replace("±", "+-").replace("…", "to").replace("–", "-"))
                                .toList())
                        .toList());
    }
}
