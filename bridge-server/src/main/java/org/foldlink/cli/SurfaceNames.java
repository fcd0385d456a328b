package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.models.Label;
import org.foldlink.surface.Mesh;
import org.foldlink.surface.Surface;

/** What the values of a labelmap are called, and their colours. */
final class SurfaceNames {

    /** Of the whole body, which would cover all others. */
    private static final double BODY_OPACITY = 0.2;

    private final SortedMap<Integer, Named> names = new TreeMap<>();

    private record Named(String name, int red, int green, int blue) {}

    private SurfaceNames() {}

    static SurfaceNames of(List<Label> labels) {
        SurfaceNames names = new SurfaceNames();
        labels.forEach(l -> names.names.put(l.value(), new Named(l.name(), l.red(), l.green(), l.blue())));
        return names;
    }

    /** @param result a result document */
    static SurfaceNames ofResult(JsonNode result) {
        SurfaceNames names = new SurfaceNames();
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
