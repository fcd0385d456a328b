package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a result document as a table: structure, ml, box in mm, fold agreement. */
final class ResultTable {

    private ResultTable() {}

    static void print(PrintWriter out, JsonNode result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("structure", "ml", "box mm (R x A x S)", "from R, A, S", "to R, A, S", "agreement"));
        for (JsonNode s : result.path("structures")) {
            JsonNode min = s.path("box").path("min");
            JsonNode max = s.path("box").path("max");
            rows.add(List.of(
                    s.path("name").asText(),
                    String.format(Locale.ROOT, "%.1f", s.path("ml").asDouble()),
                    String.format(
                            Locale.ROOT,
                            "%.0f x %.0f x %.0f",
                            extent(min, max, 0),
                            extent(min, max, 1),
                            extent(min, max, 2)),
                    point(min),
                    point(max),
                    s.has("fold_agreement")
                            ? String.format(
                                    Locale.ROOT,
                                    "%.1f %%",
                                    100 * s.path("fold_agreement").asDouble())
                            : "-"));
        }
        Table.print(out, rows);
        if (!result.path("absent").isEmpty()) {
            List<String> absent = new ArrayList<>();
            result.path("absent").forEach(a -> absent.add(a.asText()));
            out.println("  not found: " + String.join(", ", absent));
        }
    }

    private static double extent(JsonNode min, JsonNode max, int axis) {
        return max.path(axis).asDouble() - min.path(axis).asDouble();
    }

    private static String point(JsonNode p) {
        return String.format(
                Locale.ROOT,
                "%.1f, %.1f, %.1f",
                p.path(0).asDouble(),
                p.path(1).asDouble(),
                p.path(2).asDouble());
    }
}
