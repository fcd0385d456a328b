package org.foldlink.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.render.LabelStyle;
import org.foldlink.render.SliceMontage;
import org.foldlink.volume.Volume;

/** The picture of a result: what the result document names, in its colours, with its boxes. */
final class Pictures {

    /** The whole body is no structure to look at: it would cover all others. */
    static final String BODY = "body";

    private Pictures() {}

    static void write(Path png, Volume image, JobOutcome outcome) {
        Map<Integer, LabelStyle> styles = new TreeMap<>();
        Map<Integer, Box> boxes = new TreeMap<>();
        for (JsonNode s : outcome.result().path("structures")) {
            String name = s.path("name").asText();
            if (!name.equals(BODY)) {
                int value = s.path("value").asInt();
                JsonNode c = s.path("colour");
                styles.put(
                        value,
                        new LabelStyle(
                                name,
                                c.path(0).asInt(),
                                c.path(1).asInt(),
                                c.path(2).asInt()));
                boxes.put(
                        value,
                        new Box(
                                vector(s.path("box").path("min")),
                                vector(s.path("box").path("max"))));
            }
        }
        try {
            SliceMontage.write(png, image, outcome.labels(), styles, boxes);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
    }

    private static Vec3 vector(JsonNode v) {
        return new Vec3(v.path(0).asDouble(), v.path(1).asDouble(), v.path(2).asDouble());
    }
}
