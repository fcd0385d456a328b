package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.evaluation.Csv;

/** Reads tables of probabilities ({@code case,class,probability}) and of true classes ({@code case,class}), in any order of columns. */
final class ProbabilityTables {

    private ProbabilityTables() {}

    static boolean isTable(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** Case to class to probability. */
    static SortedMap<String, SortedMap<String, Double>> probabilities(Path file) {
        SortedMap<String, SortedMap<String, Double>> cases = new TreeMap<>();
        List<List<String>> lines = lines(file);
        int one = column(file, lines, "case");
        int of = column(file, lines, "class");
        int probability = column(file, lines, "probability");
        for (int n = 1; n < lines.size(); n++) {
            List<String> line = lines.get(n);
            double p = number(file, n, line.get(probability));
            if (cases.computeIfAbsent(line.get(one), c -> new TreeMap<>()).put(line.get(of), p) != null) {
                throw twice(file, n, "case " + line.get(one) + " and class " + line.get(of));
            }
        }
        return cases;
    }

    /** Case to class. */
    static SortedMap<String, String> truth(Path file) {
        SortedMap<String, String> cases = new TreeMap<>();
        List<List<String>> lines = lines(file);
        int one = column(file, lines, "case");
        int is = column(file, lines, "class");
        for (int n = 1; n < lines.size(); n++) {
            if (cases.put(lines.get(n).get(one), lines.get(n).get(is)) != null) {
                throw twice(file, n, "case " + lines.get(n).get(one));
            }
        }
        return cases;
    }

    private static List<List<String>> lines(Path file) {
        List<List<String>> lines;
        try {
            lines = Csv.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "file " + file + " cannot be read: " + Models.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, file.getFileName() + ": " + e.getMessage(), e);
        }
        if (lines.size() < 2) {
            throw new CommandFailure(
                    ExitCode.MALFORMED,
                    file.getFileName() + " has " + lines.size()
                            + " lines (expected a heading and a line for each case)");
        }
        for (int n = 1; n < lines.size(); n++) {
            if (lines.get(n).size() != lines.get(0).size()) {
                throw new CommandFailure(
                        ExitCode.MALFORMED,
                        file.getFileName() + ", line " + (n + 1) + " has "
                                + lines.get(n).size() + " fields (expected "
                                + lines.get(0).size() + ", as the heading has)");
            }
        }
        return lines;
    }

    private static int column(Path file, List<List<String>> lines, String name) {
        int column = lines.get(0).indexOf(name);
        if (column < 0) {
            throw new CommandFailure(
                    ExitCode.MALFORMED,
                    file.getFileName() + " has the columns " + String.join(", ", lines.get(0)) + " (expected one named "
                            + name + ")");
        }
        return column;
    }

    private static double number(Path file, int line, String text) {
        try {
            double p = Double.parseDouble(text);
            if (p >= 0 && p <= 1) {
                return p;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new CommandFailure(
                ExitCode.MALFORMED,
                file.getFileName() + ", line " + (line + 1) + ": probability = " + text + " (expected 0..1)");
    }

    private static CommandFailure twice(Path file, int line, String what) {
        return new CommandFailure(
                ExitCode.MALFORMED,
                file.getFileName() + ", line " + (line + 1) + ": " + what + " again (expected once)");
    }
}
