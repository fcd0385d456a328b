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
        Table.print(out, Reports.summary(e));
        tables(out, Reports.more(e));
        Reports.leftOut(e).forEach(line -> out.println("  " + line));
    }

    static void print(PrintWriter out, Classifications c) {
        Table.print(out, Reports.summary(c));
    }

    private static void tables(PrintWriter out, List<List<List<String>>> tables) {
        tables.forEach(t -> Table.print(out, t));
    }
}
