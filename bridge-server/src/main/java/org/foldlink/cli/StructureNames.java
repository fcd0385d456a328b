package org.foldlink.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.models.Label;
import org.foldlink.models.Term;
import org.foldlink.models.Terminology;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.Surface;

/** What the values of a labelmap are called, and their colours. */
final class StructureNames {

    private static final int GREATEST = 65535;

    /** Of the whole body, which would cover all others. */
    private static final double BODY_OPACITY = 0.2;

    private final SortedMap<Integer, Named> names = new TreeMap<>();

    private record Named(String name, int red, int green, int blue) {}

    private StructureNames() {}

    static StructureNames of(List<Label> labels) {
        StructureNames names = new StructureNames();
        labels.forEach(l -> names.names.put(l.value(), new Named(l.name(), l.red(), l.green(), l.blue())));
        return names;
    }

    /** None: structures are called by their values. */
    static StructureNames none() {
        return new StructureNames();
    }

    /** @param result a result document */
    static StructureNames ofResult(JsonNode result) {
        StructureNames names = new StructureNames();
        for (JsonNode s : result.path("structures")) {
            JsonNode c = s.path("colour");
            names.names.put(
                    s.path("value").asInt(),
                    new Named(
                            s.path("name").asText(),
                            c.path(0).asInt(),
                            c.path(1).asInt(),
                            c.path(2).asInt()));
        }
        return names;
    }

    /** A JSON file of names to values: {@code {"liver": 1}}, or nnU-Net's dataset.json, which has that under {@code labels}. */
    static StructureNames read(Path file) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "names " + file + " does not exist", e);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitCode.MALFORMED, "names " + file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO_INPUT, "names " + file + " cannot be read: " + e.getMessage(), e);
        }
        JsonNode labels = root.path("labels").isObject() ? root.path("labels") : root;
        List<String> names = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> e : labels.properties()) {
            JsonNode value = e.getValue();
            if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > GREATEST) {
                throw new CommandFailure(
                        ExitCode.MALFORMED,
                        "names " + file + ": " + e.getKey() + " = " + value + " (expected a label value, 0.." + GREATEST
                                + ")");
            }
            if (value.intValue() > 0) {
                names.add(e.getKey());
                values.add(value.intValue());
            }
        }
        StructureNames read = new StructureNames();
        List<Term> terms = Terminology.ofLabels(names, "");
        for (int n = 0; n < names.size(); n++) {
            Term term = terms.get(n);
            read.names.put(values.get(n), new Named(names.get(n), term.red(), term.green(), term.blue()));
        }
        return read;
    }

    List<Surface> surfaces(SortedMap<Integer, Mesh> meshes) {
        List<Surface> surfaces = new ArrayList<>();
        meshes.forEach((value, mesh) -> {
            Named named = names.getOrDefault(value, unnamed(value));
            double opacity = named.name().equals(Pictures.BODY) ? BODY_OPACITY : 1;
            surfaces.add(new Surface(value, named.name(), named.red(), named.green(), named.blue(), opacity, mesh));
        });
        return surfaces;
    }

    /** Hues by the golden ratio: values that follow each other differ most. */
    private static Named unnamed(int value) {
        Color colour = Color.getHSBColor((float) (value * 0.618034 % 1), 0.6f, 0.9f);
        return new Named("label_" + value, colour.getRed(), colour.getGreen(), colour.getBlue());
    }
}
