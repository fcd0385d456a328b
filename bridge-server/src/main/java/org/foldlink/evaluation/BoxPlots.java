package org.foldlink.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.measure.metrics.Bootstrap;
import org.foldlink.measure.metrics.Metric;
import org.foldlink.measure.metrics.Summary;

/**
 * Box plots of one metric as SVG, a row a structure: box from quartile to quartile, line at the median, whiskers to the farthest case within
 * 1.5 times the box's length of it, a dot a case. Where there is a comparison, the other prediction lies below in a second colour.
 */
final class BoxPlots {

    private static final int WIDTH = 960;
    private static final int LEFT = 190;
    private static final int RIGHT = 24;
    private static final int TOP = 46;
    private static final int BAND = 18;
    private static final String[] FILLS = {"#9cc3e8", "#f4c89a"};
    private static final String[] LINES = {"#1f5f9f", "#b05a00"};
    /** The fewest that a box is drawn for. */
    private static final int BOX_FROM = 4;

    private static final Bootstrap QUARTILES_ONLY = new Bootstrap(100, 1, 0.95);

    private BoxPlots() {}

    static String svg(Evaluation e, Metric metric) {
        List<String> structures = e.structures();
        Optional<Comparison> other = e.comparison();
        int bands = other.isPresent() ? 2 : 1;
        double[] all = structures.stream()
                .flatMapToDouble(s -> Arrays.stream(e.values(s, metric)))
                .toArray();
        if (other.isPresent()) {
            double[] more = structures.stream()
                    .flatMapToDouble(
                            s -> Arrays.stream(Evaluation.values(other.get().cases(), s, metric)))
                    .toArray();
            all = concatenated(all, more);
        }
        if (Arrays.stream(all).allMatch(Double::isNaN)) {
            return "";
        }
        Axis axis = Axis.around(all, metric.unit().isEmpty() ? 1 : Double.NaN);
        int rowHeight = bands * BAND + 10;
        int bottom = TOP + structures.size() * rowHeight;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"Box plots of %s\">\n",
                WIDTH, bottom + 30, WIDTH, Html.escape(metric.title())));
        svg.append(format(
                "<text x=\"%d\" y=\"18\" style=\"font-weight:600\">%s</text>\n", LEFT, Html.escape(metric.title())));
        if (other.isPresent()) {
            legend(svg, e.provenance().prediction(), other.get().other());
        }
        for (double tick : axis.ticks()) {
            double x = x(axis, tick);
            svg.append(format(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>\n",
                    x, TOP - 6, x, bottom, tick == 0 ? "#8a97a5" : "#dde3ea"));
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    x, bottom + 18, Figures.of(tick, axis.places())));
        }
        for (int s = 0; s < structures.size(); s++) {
            String name = structures.get(s);
            int y = TOP + s * rowHeight;
            svg.append(format(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                    LEFT - 12, y + rowHeight / 2 + 3, Html.escape(shortened(name))));
            row(svg, e.cases(), name, metric, axis, y + BAND / 2, 0);
            if (other.isPresent()) {
                row(svg, other.get().cases(), name, metric, axis, y + BAND + BAND / 2, 1);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static double[] concatenated(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static void legend(StringBuilder svg, String one, String other) {
        String[] names = {one, other};
        for (int n = 0; n < 2; n++) {
            int x = LEFT + 240 + n * 240;
            svg.append(format(
                    "<rect x=\"%d\" y=\"8\" width=\"12\" height=\"12\" fill=\"%s\" stroke=\"%s\"/>",
                    x, FILLS[n], LINES[n]));
            svg.append(format("<text x=\"%d\" y=\"18\">%s</text>\n", x + 18, Html.escape(shortened(names[n]))));
        }
    }

    private static void row(
            StringBuilder svg, List<CaseResult> cases, String structure, Metric metric, Axis axis, int y, int colour) {
        double[] values = Evaluation.values(cases, structure, metric);
        Summary s = Summary.of(values, QUARTILES_ONLY);
        if (s.n() >= BOX_FROM) {
            double reach = 1.5 * (s.q3() - s.q1());
            double low =
                    Arrays.stream(values).filter(v -> v >= s.q1() - reach).min().orElse(s.q1());
            double high =
                    Arrays.stream(values).filter(v -> v <= s.q3() + reach).max().orElse(s.q3());
            svg.append(format(
                    "<path d=\"M%.1f %dH%.1fM%.1f %dV%dM%.1f %dV%d\" stroke=\"%s\" fill=\"none\"/>\n",
                    x(axis, low),
                    y,
                    x(axis, high),
                    x(axis, low),
                    y - 4,
                    y + 4,
                    x(axis, high),
                    y - 4,
                    y + 4,
                    LINES[colour]));
            svg.append(format(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"12\" fill=\"%s\" stroke=\"%s\"/>\n",
                    x(axis, s.q1()),
                    y - 6,
                    Math.max(1, x(axis, s.q3()) - x(axis, s.q1())),
                    FILLS[colour],
                    LINES[colour]));
            svg.append(format(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\"/>\n",
                    x(axis, s.median()), y - 6, x(axis, s.median()), y + 6, LINES[colour]));
        }
        for (int c = 0; c < values.length; c++) {
            if (!Double.isNaN(values[c])) {
                // Spread by a fixed pattern, so that equal cases do not hide each other and a page is the same twice.
                double dy = (c * 7 % 11 - 5) * 0.9;
                svg.append(format(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\" fill-opacity=\"0.55\"><title>%s, %s: %s</title></circle>\n",
                        x(axis, values[c]),
                        y + dy,
                        LINES[colour],
                        Html.escape(cases.get(c).name()),
                        Html.escape(structure),
                        Figures.of(metric, values[c])));
            }
        }
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static String shortened(String name) {
        return name.length() > 27 ? name.substring(0, 13) + "…" + name.substring(name.length() - 13) : name;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
