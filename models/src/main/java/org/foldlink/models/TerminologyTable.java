package org.foldlink.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of {@code terminology.tsv}, a file of ours whose own head explains its columns. A line that is not as it should be is a fault of
 * the build, hence {@link IllegalStateException}.
 *
 * @param spelling what is replaced inside of words, in this order
 * @param words words that mean another
 */
record TerminologyTable(Map<String, String> spelling, Map<String, String> words, List<Row> rows) {

    static final String FILE = "terminology.tsv";

    private static final List<String> COLUMNS = List.of(
            "name",
            "aliases",
            "sides",
            "code",
            "meaning",
            "category",
            "category_meaning",
            "region",
            "region_meaning",
            "fit",
            "red",
            "green",
            "blue",
            "color_from",
            "note");

    /** @param sided whether left and right may be said of the names */
    record Row(List<String> names, boolean sided, Term term) {}

    static TerminologyTable read() {
        try (InputStream in = TerminologyTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing (expected beside " + TerminologyTable.class + ")");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TerminologyTable of(List<String> lines) {
        Map<String, String> spelling = new LinkedHashMap<>();
        Map<String, String> words = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        boolean header = false;
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            String where = FILE + " line " + (n + 1);
            if (line.startsWith("=")) {
                expect(cells.size() == 3, where + " has " + cells.size() + " columns (expected 3)");
                (cells.get(0).equals("=word") ? words : spelling).put(cells.get(1), cells.get(2));
            } else if (!header) {
                expect(
                        cells.equals(COLUMNS),
                        where + " = '" + line + "' (expected the columns " + String.join(" ", COLUMNS) + ")");
                header = true;
            } else {
                expect(
                        cells.size() == COLUMNS.size(),
                        where + " has " + cells.size() + " columns (expected " + COLUMNS.size() + ")");
                rows.add(row(cells));
            }
        }
        return new TerminologyTable(Collections.unmodifiableMap(spelling), Map.copyOf(words), List.copyOf(rows));
    }

    private static void expect(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static Row row(List<String> cells) {
        List<String> names = new ArrayList<>(List.of(cells.get(0)));
        if (!cells.get(1).isEmpty()) {
            names.addAll(Arrays.asList(cells.get(1).split("; ", -1)));
        }
        Term term = new Term(
                new Term.Code(cells.get(3), cells.get(4)),
                new Term.Code(cells.get(5), cells.get(6)),
                Optional.empty(),
                cells.get(7).isEmpty() ? Optional.empty() : Optional.of(new Term.Code(cells.get(7), cells.get(8))),
                Term.Fit.valueOf(cells.get(9).toUpperCase(Locale.ROOT)),
                Integer.parseInt(cells.get(10)),
                Integer.parseInt(cells.get(11)),
                Integer.parseInt(cells.get(12)),
                true);
        return new Row(List.copyOf(names), cells.get(2).equals("left/right"), term);
    }
}
