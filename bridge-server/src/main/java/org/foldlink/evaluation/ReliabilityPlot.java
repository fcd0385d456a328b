package org.foldlink.evaluation;

import java.util.Locale;
import org.foldlink.measure.metrics.BinaryScores;

/** The reliability curve of one class as SVG: observed share over mean probability, the diagonal, and below it the cases of each bin. */
final class ReliabilityPlot {

    private static final int SIZE = 300;
    private static final int LEFT = 56;
    private static final int TOP = 34;
    private static final int BARS = 50;

    private ReliabilityPlot() {}

    static String svg(String name, BinaryScores scores) {
        StringBuilder svg = new StringBuilder();
        int bottom = TOP + SIZE;
        int floor = bottom + 26 + BARS;
        svg.append(format(
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" style=\"display:inline-block\" role=\"img\" aria-label=\"Reliability of %s\">\n",
                LEFT + SIZE + 30, floor + 42, LEFT + SIZE + 30, Html.escape(name)));
        svg.append(format("<text x=\"%d\" y=\"18\" style=\"font-weight:600\">%s</text>\n", LEFT, Html.escape(name)));
        for (int t = 0; t <= 5; t++) {
            double x = LEFT + SIZE * t / 5.0;
            double y = bottom - SIZE * t / 5.0;
            svg.append(format(
                    "<path d=\"M%.1f %dV%dM%d %.1fH%d\" stroke=\"#dde3ea\"/>", x, TOP, bottom, LEFT, y, LEFT + SIZE));
            svg.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>", x, bottom + 16, t / 5.0));
            svg.append(format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>\n", LEFT - 8, y + 4, t / 5.0));
        }
        svg.append(format(
                "<path d=\"M%d %dL%d %d\" stroke=\"#8a97a5\" stroke-dasharray=\"4 4\"/>\n",
                LEFT, bottom, LEFT + SIZE, TOP));
        StringBuilder line = new StringBuilder();
        int most = scores.reliability().stream()
                .mapToInt(BinaryScores.Bin::cases)
                .max()
                .orElse(1);
        for (BinaryScores.Bin bin : scores.reliability()) {
            double x = LEFT + SIZE * bin.predicted();
            double y = bottom - SIZE * bin.observed();
            line.append(format("%s%.1f %.1f", line.isEmpty() ? "M" : "L", x, y));
            svg.append(format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5f9f\"><title>%d cases: probability %.3f, observed %.3f</title></circle>\n",
                    x, y, bin.cases(), bin.predicted(), bin.observed()));
            double height = Math.max(1, BARS * (double) bin.cases() / most);
            svg.append(format(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#9cc3e8\" stroke=\"#1f5f9f\"/>\n",
                    LEFT + SIZE * bin.low() + 2, floor - height, SIZE / 10.0 - 4, height));
        }
        svg.append(format("<path d=\"%s\" stroke=\"#1f5f9f\" stroke-width=\"2\" fill=\"none\"/>\n", line));
        svg.append(format(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">probability; bars: cases, at most %d</text>\n",
                LEFT + SIZE / 2.0, floor + 22, most));
        svg.append(format(
                "<text transform=\"translate(14 %.1f) rotate(-90)\" text-anchor=\"middle\">observed</text>\n",
                TOP + SIZE / 2.0));
        return svg.append("</svg>\n").toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
