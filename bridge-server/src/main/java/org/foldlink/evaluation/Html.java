package org.foldlink.evaluation;

import java.util.List;
import java.util.Map;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Summary;

/** One page that opens from disk without a network: no script, no reference to anything else. */
final class Html {

    private static final int WORST_CASES = 40;
    private static final int WORST_STRUCTURES = 6;

    private static final String STYLE = """
            :root { color-scheme: light; }
            body { font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1d2733;
              background: #fff; max-width: 1400px; margin: 0 auto; padding: 24px; }
            h1 { font-size: 24px; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 32px 0 8px; }
            .notice { color: #a32020; font-weight: 600; } .made { color: #5a6775; font-size: 13px; }
            .scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
            th { text-align: left; vertical-align: bottom; background: #f2f5f8; } th, td { padding: 4px 8px; border-bottom: 1px solid #dde3ea;
              white-space: nowrap; } th { white-space: normal; } td small { color: #5a6775; } td:first-child { font-weight: 600; } tr:last-child td { border-bottom: 2px solid #b8c3cf; }
            thead th { border-top: 2px solid #b8c3cf; } svg { max-width: 100%; height: auto; display: block; margin: 12px 0 24px; }
            svg text { font: 12px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: #1d2733; } li { margin: 3px 0; overflow-wrap: anywhere; }
            """;

    private final StringBuilder text = new StringBuilder();

    private Html(String title) {
        text.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
    }

    static String of(Evaluation e) {
        Html h = new Html("Segmentation: " + e.provenance().prediction() + " against "
                + e.provenance().reference());
        Map<String, Map<Metric, Summary>> summaries = e.summaries();
        h.head(Figures.cases(e.cases().size()) + ".", e.provenance());
        h.title("Summary");
        h.table(EvaluationTable.means(e, summaries));
        if (e.cases().size() > 1) {
            h.table(EvaluationTable.medians(e, summaries));
        }
        if (!e.scorer().lesions().isEmpty()) {
            h.title("Lesions");
            h.table(EvaluationTable.lesions(e));
        }
        h.title("Cases");
        for (Metric metric : List.of(Metric.DICE, Metric.NSD, Metric.HD95, Metric.ASSD, Metric.VOLUME_DIFFERENCE)) {
            h.text.append(BoxPlots.svg(e, metric));
        }
        h.title("Worst cases first");
        if (e.cases().size() > WORST_CASES || e.structures().size() > WORST_STRUCTURES) {
            h.paragraph(
                    "By mean Dice: the worst " + Math.min(WORST_CASES, e.cases().size()) + " of "
                            + e.cases().size() + " cases, of each the worst "
                            + Math.min(WORST_STRUCTURES, e.structures().size()) + " structures; cases.csv has all.");
        }
        h.table(EvaluationTable.worst(e, WORST_CASES, WORST_STRUCTURES));
        e.comparison().ifPresent(c -> {
            h.title("Against " + c.other());
            h.table(EvaluationTable.comparison(e, c, List.of(Metric.values())));
        });
        h.title("How to read it");
        h.list(EvaluationNotes.of(e));
        return h.end();
    }

    static String of(Classifications c) {
        Html h = new Html("Classification: " + c.provenance().prediction() + " against "
                + c.provenance().reference());
        h.head(Figures.cases(c.cases()) + ".", c.provenance());
        h.table(ClassificationTable.scores(c));
        h.title("Reliability");
        c.classes().forEach((name, scores) -> h.text.append(ReliabilityPlot.svg(name, scores)));
        c.classes().forEach((name, scores) -> {
            h.title("Reliability of " + name);
            h.table(ClassificationTable.reliability(scores));
        });
        h.title("Worst cases first");
        h.table(ClassificationTable.worst(c, WORST_CASES));
        h.title("How to read it");
        h.list(c.notes());
        return h.end();
    }

    private void head(String what, Provenance p) {
        text.append("<p>")
                .append(escape(what))
                .append(" <span class=\"notice\">")
                .append(Provenance.NOTICE)
                .append("</span></p>\n<p class=\"made\">")
                .append(escape("Made by " + p.madeBy() + " at " + p.at() + "; names: " + p.names() + "."))
                .append("</p>\n");
    }

    private void title(String title) {
        text.append("<h2>").append(escape(title)).append("</h2>\n");
    }

    private void paragraph(String line) {
        text.append("<p>").append(escape(line)).append("</p>\n");
    }

    private void list(List<String> lines) {
        text.append("<ul>\n");
        lines.forEach(l -> text.append("<li>").append(escape(l)).append("</li>\n"));
        text.append("</ul>\n");
    }

    private void table(List<List<String>> rows) {
        text.append("<div class=\"scroll\"><table>\n<thead>").append(row(rows.get(0), "th"));
        text.append("</thead>\n<tbody>\n");
        rows.stream().skip(1).forEach(r -> text.append(row(r, "td")));
        text.append("</tbody>\n</table></div>\n<p></p>\n");
    }

    private static String row(List<String> cells, String tag) {
        StringBuilder row = new StringBuilder("<tr>");
        cells.forEach(c -> row.append('<')
                .append(tag)
                .append('>')
                .append(cell(c))
                .append("</")
                .append(tag)
                .append('>'));
        return row.append("</tr>\n").toString();
    }

    /** An interval below its figure: tables of many metrics would not fit a screen. */
    private static String cell(String text) {
        int at = text.indexOf(" (");
        return at > 0 && text.endsWith(")") && text.contains("…") && Character.isDigit(text.charAt(at - 1))
                ? escape(text.substring(0, at)) + "<br><small>" + escape(text.substring(at + 1)) + "</small>"
                : escape(text);
    }

    private String end() {
        return text.append("<p class=\"notice\">")
                .append(Provenance.NOTICE)
                .append("</p>\n</body>\n</html>\n")
                .toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
