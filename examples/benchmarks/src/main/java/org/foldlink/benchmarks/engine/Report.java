package org.foldlink.benchmarks.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The figures, printed as they come and kept for a JSON file. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final ObjectNode document = JSON.createObjectNode();
    private final ArrayNode seconds = document.putArray("seconds");
    private final ArrayNode ratios = document.putArray("ratios");

    Report(PrintStream out) {
        this.out = out;
    }

    void note(String key, String text) {
        document.put(key, text);
        out.println(text);
    }

    void section(String title) {
        out.printf(Locale.ROOT, "%n%-58s %10s %10s %8s%n", title, "FoldLink", "nnU-Net", "ratio");
    }

    /** @param peer NaN where it was not measured or has no counterpart */
    void seconds(String what, double ours, double peer) {
        ObjectNode row = seconds.addObject().put("what", what);
        put(row, ours, peer);
        out.printf(
                Locale.ROOT,
                "%-58s %10s %10s %8s%n",
                what,
                figure(ours, "s"),
                figure(peer, "s"),
                Double.isNaN(ours / peer) ? "–" : String.format(Locale.ROOT, "%.3f", ours / peer));
    }

    void goals() {
        out.printf(Locale.ROOT, "%n%-58s %10s %10s %10s%n", "goals", "FoldLink", "nnU-Net", "goal");
    }

    /**
     * One ratio that has a goal.
     *
     * @param ours to be at most {@code goal}
     * @param peer the same figure of nnU-Net; 1 where the figure is a ratio to it; NaN where it has none
     */
    void goal(String what, double ours, double peer, double goal) {
        String verdict = Double.isNaN(ours) ? "not measured" : ours <= goal ? "met" : "missed";
        ObjectNode row = ratios.addObject().put("what", what);
        put(row, ours, peer);
        row.put("goal", goal).put("verdict", verdict);
        out.printf(
                Locale.ROOT,
                "%-58s %10s %10s %10s  %s%n",
                what,
                figure(ours, ""),
                figure(peer, ""),
                String.format(Locale.ROOT, "≤ %.3g", goal),
                verdict);
    }

    private static void put(ObjectNode row, double ours, double peer) {
        if (!Double.isNaN(ours)) {
            row.put("foldlink", ours);
        }
        if (!Double.isNaN(peer)) {
            row.put("nnunet", peer);
        }
    }

    private static String figure(double value, String unit) {
        if (Double.isNaN(value)) {
            return "–";
        }
        String digits = value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, digits, value) + (unit.isEmpty() ? "" : " " + unit);
    }

    void write(Path file) throws IOException {
        Path beside = file.resolveSibling("." + file.getFileName() + ".part");
        Files.writeString(beside, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
