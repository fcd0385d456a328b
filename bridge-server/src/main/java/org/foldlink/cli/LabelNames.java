package org.foldlink.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.models.Channel;
import org.foldlink.models.Label;
import org.foldlink.models.Term;
import org.foldlink.models.Terminology;

/**
 * What the values of a labelmap mean, from a file: nnU-Net's {@code dataset.json}, any JSON object of names and values, or lines of a value
 * and a name.
 *
 * @param labels by value
 * @param channels as {@code dataset.json} has them; else none
 */
record LabelNames(List<Label> labels, List<Channel> channels) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPECTED =
            "dataset.json, a JSON object such as {\"liver\": 1}, or lines such as: 1 liver";

    LabelNames {
        labels = List.copyOf(labels);
        channels = List.copyOf(channels);
    }

    static LabelNames read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "names " + Models.reason(e), e);
        }
        return text.stripLeading().startsWith("{") ? ofJson(file, text) : ofLines(file, text);
    }

    /** With those of {@code values} that have no name as {@code label_12}. */
    static List<Label> complete(List<Label> labels, Set<Integer> values) {
        SortedMap<Integer, Label> all = new TreeMap<>();
        SortedMap<Integer, String> unnamed = new TreeMap<>();
        values.forEach(v -> unnamed.put(v, "label_" + v));
        labels.forEach(label -> {
            all.put(label.value(), label);
            unnamed.remove(label.value());
        });
        labels(unnamed, "").forEach(label -> all.put(label.value(), label));
        return List.copyOf(all.values());
    }

    private static LabelNames ofJson(Path file, String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw wrong(file, "no JSON");
        }
        JsonNode rows = root.has("labels") ? root.path("labels") : root;
        SortedMap<Integer, String> names = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : rows.properties()) {
            // A region of nnU-Net has a list: its own value is not said here.
            if (e.getValue().isInt()) {
                add(names, file, e.getValue().asInt(), e.getKey());
            } else if (e.getKey().matches("[0-9]{1,5}") && e.getValue().isTextual()) {
                add(names, file, Integer.parseInt(e.getKey()), e.getValue().asText());
            }
        }
        List<Channel> channels = new ArrayList<>();
        JsonNode said = root.has("channel_names") ? root.path("channel_names") : root.path("modality");
        for (int c = 0; said.has(String.valueOf(c)); c++) {
            String name = said.path(String.valueOf(c)).asText();
            channels.add(new Channel(name, ""));
        }
        return checked(file, names, root.path("name").asText(), channels);
    }

    private static LabelNames ofLines(Path file, String text) {
        SortedMap<Integer, String> names = new TreeMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("[\\s,;:=]+", 2);
            if (parts.length != 2 || !parts[0].matches("[0-9]{1,5}")) {
                throw wrong(file, "the line '" + line + "'");
            }
            add(names, file, Integer.parseInt(parts[0]), parts[1]);
        }
        return checked(file, names, "", List.of());
    }

    private static void add(SortedMap<Integer, String> names, Path file, int value, String name) {
        if (value < 0 || value > 65535) {
            throw new CommandFailure(
                    ExitCode.MALFORMED, "names " + file + ": " + name + " = " + value + " (expected 0..65535)");
        }
        if (value > 0) {
            String other = names.put(value, name);
            if (other != null) {
                throw new CommandFailure(
                        ExitCode.MALFORMED,
                        "names " + file + ": " + value + " is " + other + " and " + name + " (expected one name)");
            }
        }
    }

    private static LabelNames checked(
            Path file, SortedMap<Integer, String> names, String dataset, List<Channel> channels) {
        if (names.isEmpty()) {
            throw wrong(file, "no name of a value above 0");
        }
        return new LabelNames(labels(names, dataset), channels);
    }

    private static List<Label> labels(SortedMap<Integer, String> names, String dataset) {
        List<Term> terms = Terminology.ofLabels(List.copyOf(names.values()), dataset);
        List<Label> labels = new ArrayList<>();
        for (Map.Entry<Integer, String> e : names.entrySet()) {
            Term term = terms.get(labels.size());
            labels.add(new Label(
                    e.getKey(),
                    e.getValue(),
                    term.red(),
                    term.green(),
                    term.blue(),
                    term.known() ? Optional.of(term.code().value()) : Optional.empty(),
                    term.modifier().map(Term.Code::value)));
        }
        return labels;
    }

    private static CommandFailure wrong(Path file, String what) {
        return new CommandFailure(
                ExitCode.MALFORMED, "names " + file + " has " + what + " (expected " + EXPECTED + ")");
    }

    /**
     * The labels that an option picks, by name or value.
     *
     * @throws CommandFailure if there is no such label
     */
    static List<Label> pick(String option, List<String> picks, List<Label> labels) {
        List<Label> picked = new ArrayList<>();
        for (String pick : picks) {
            picked.add(labels.stream()
                    .filter(l ->
                            l.name().equals(pick) || String.valueOf(l.value()).equals(pick))
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            option + " = " + pick + " is no label (expected one of "
                                    + labels.stream().map(Label::name).collect(Collectors.joining(", ")) + ")")));
        }
        return picked;
    }
}
