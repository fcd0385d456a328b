package org.foldlink.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.measure.metrics.StructureLabels;
import org.foldlink.models.ModelDescriptor;

/** The names of a labelmap's values: of a model, a dataset.json or a list; and what a user picks of them. */
final class StructureNames {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,5})\\s*[\\s,;:=]\\s*(\\S.*?)\\s*");
    private static final Pattern OWN = Pattern.compile("(.+)=(\\d{1,5}(?:\\+\\d{1,5})*)");

    private StructureNames() {}

    static List<StructureLabels> of(ModelDescriptor model) {
        return model.labels().stream()
                .map(l -> StructureLabels.of(l.name(), l.value()))
                .toList();
    }

    /** Every value by itself. */
    static List<StructureLabels> unnamed(SortedSet<Integer> values) {
        return values.stream().map(v -> StructureLabels.of("label_" + v, v)).toList();
    }

    /**
     * From a file: JSON with {@code labels} in either direction (name to value, values of a region in a list; or value to name), or lines
     * {@code VALUE NAME}, where # begins a remark.
     */
    static List<StructureLabels> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "file " + file + " does not exist", e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "file " + file + " cannot be read: " + Models.reason(e), e);
        }
        List<StructureLabels> names =
                file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")
                        ? json(file, text)
                        : lines(file, text);
        if (names.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.MALFORMED,
                    file.getFileName() + " names no structure (expected one beside the background)");
        }
        return names;
    }

    private static List<StructureLabels> json(Path file, String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new CommandFailure(
                    ExitCode.MALFORMED, file.getFileName() + " is no JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode labels = root.has("labels") ? root.path("labels") : root;
        List<StructureLabels> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> e : labels.properties()) {
            boolean byValue = e.getValue().isTextual() && e.getKey().matches("\\d{1,5}");
            String name = byValue ? e.getValue().asText() : e.getKey();
            SortedSet<Integer> values = new TreeSet<>();
            if (byValue) {
                values.add(Integer.valueOf(e.getKey()));
            } else if (e.getValue().isArray() || e.getValue().canConvertToExactIntegral()) {
                for (JsonNode value : e.getValue().isArray()
                        ? e.getValue()
                        : JSON.createArrayNode().add(e.getValue())) {
                    if (!value.canConvertToExactIntegral()) {
                        throw unfit(file, e.getKey(), value);
                    }
                    values.add(value.asInt());
                }
            } else {
                throw unfit(file, e.getKey(), e.getValue());
            }
            if (!name.equals("ignore")) {
                add(file, names, name, values);
            }
        }
        return names;
    }

    private static CommandFailure unfit(Path file, String key, JsonNode value) {
        return new CommandFailure(
                ExitCode.MALFORMED,
                file.getFileName() + ": labels." + key + " = " + value
                        + " (expected a label value, a list of them, or a name for a value as the key)");
    }

    private static List<StructureLabels> lines(Path file, String text) {
        List<StructureLabels> names = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).replaceFirst("#.*", "");
            if (line.isBlank()) {
                continue;
            }
            Matcher m = LINE.matcher(line);
            if (!m.matches()) {
                throw new CommandFailure(
                        ExitCode.MALFORMED,
                        file.getFileName() + ", line " + (n + 1) + " = " + line.strip()
                                + " (expected a label value and its name)");
            }
            add(file, names, m.group(2), new TreeSet<>(List.of(Integer.valueOf(m.group(1)))));
        }
        return names;
    }

    private static void add(Path file, List<StructureLabels> to, String name, SortedSet<Integer> values) {
        values.remove(0);
        if (values.isEmpty()) {
            return; // the background
        }
        try {
            to.add(new StructureLabels(name, values));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Picks what to score.
     *
     * @param picks names, values, or own regions NAME=VALUE+VALUE; empty for all known
     */
    static List<StructureLabels> pick(List<StructureLabels> known, List<String> picks) {
        if (picks.isEmpty()) {
            return known;
        }
        List<StructureLabels> picked = new ArrayList<>();
        for (String pick : picks) {
            Matcher own = OWN.matcher(pick);
            if (own.matches()) {
                SortedSet<Integer> values = new TreeSet<>();
                for (String value : own.group(2).split("\\+", -1)) {
                    values.add(Integer.valueOf(value));
                }
                picked.add(region(own.group(1), values));
                continue;
            }
            picked.add(known.stream()
                    .filter(s -> s.name().equals(pick)
                            || s.values()
                                    .equals(new TreeSet<>(
                                            List.of(pick.matches("\\d{1,5}") ? Integer.valueOf(pick) : -1))))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "--structures = " + pick + " (expected names or values of "
                                    + String.join(
                                            ", ",
                                            known.stream()
                                                    .map(StructureLabels::name)
                                                    .toList())
                                    + ", or NAME=VALUE+VALUE)")));
        }
        return picked;
    }

    private static StructureLabels region(String name, SortedSet<Integer> values) {
        try {
            return new StructureLabels(name, values);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--structures: " + e.getMessage(), e);
        }
    }
}
