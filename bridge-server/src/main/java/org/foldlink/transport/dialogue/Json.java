package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/** Reads commands strictly, and writes the shapes that several documents share. */
final class Json {

    /** What a COMMAND or a reply may hold, in bytes of UTF-8: the C++ library takes no more. */
    static final int MAX_BYTES = 65_534;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(20).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** Nothing at all is an empty object. */
    static Fields parse(byte[] utf8) throws DialogueException {
        if (utf8.length > MAX_BYTES) {
            throw new DialogueException(
                    DialogueError.TOO_LONG,
                    "content",
                    "content has " + utf8.length + " bytes (expected less than 65535)");
        }
        if (new String(utf8, StandardCharsets.UTF_8).isBlank()) {
            return new Fields(object());
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(utf8);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new DialogueException(
                    DialogueError.BAD_JSON,
                    "content",
                    "content is no JSON" + where + " (expected one JSON object in UTF-8)");
        } catch (IOException e) {
            throw new DialogueException(
                    DialogueError.BAD_JSON, "content", "content is no JSON (expected one JSON object in UTF-8)");
        }
        if (!(node instanceof ObjectNode object)) {
            throw new DialogueException(
                    DialogueError.BAD_JSON, "content", "content is JSON but no object (expected one JSON object)");
        }
        return new Fields(object);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static ArrayNode vector(Vec3 v) {
        return array().add(v.x()).add(v.y()).add(v.z());
    }

    /** RAS mm. */
    static ObjectNode box(Box box) {
        ObjectNode node = object();
        node.set("min", vector(box.min()));
        node.set("max", vector(box.max()));
        return node;
    }

    /** A number that JSON has, else null. */
    static void putFinite(ObjectNode node, String field, double value) {
        if (Double.isFinite(value)) {
            node.put(field, value);
        } else {
            node.putNull(field);
        }
    }

    static int bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
