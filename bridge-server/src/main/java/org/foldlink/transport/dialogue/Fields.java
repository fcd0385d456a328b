package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.geometry.Vec3;

/** A JSON object read strictly: every field has one type, none is unknown, none is given as null. */
final class Fields {

    private final String path;
    private final ObjectNode node;

    Fields(ObjectNode node) {
        this("", node);
    }

    private Fields(String path, ObjectNode node) {
        this.path = path;
        this.node = node;
    }

    /** Refuses any field but these. */
    Fields only(String... known) throws DialogueException {
        List<String> names = List.of(known);
        for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
            String name = it.next();
            if (!names.contains(name)) {
                throw new DialogueException(
                        DialogueError.UNKNOWN_FIELD,
                        path + name,
                        "field " + path + name + " is unknown (expected "
                                + (names.isEmpty() ? "no fields" : "one of " + String.join(", ", names)) + ")");
            }
        }
        return this;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    boolean has(String name) {
        return node.has(name);
    }

    String text(String name) throws DialogueException {
        return optionalText(name).orElseThrow(() -> missing(name, "a text"));
    }

    Optional<String> optionalText(String name) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(name, value, "a text");
        }
        return Optional.of(value.textValue());
    }

    int integer(String name, int orElse) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return orElse;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, value, "a whole number");
        }
        return value.intValue();
    }

    boolean flag(String name, boolean orElse) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return orElse;
        }
        if (!value.isBoolean()) {
            throw wrong(name, value, "true or false");
        }
        return value.booleanValue();
    }

    boolean isList(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isArray();
    }

    /** A list of whole numbers; empty where it is not given. */
    List<Integer> integers(String name) throws DialogueException {
        List<Integer> integers = new ArrayList<>();
        JsonNode value = node.path(name);
        for (JsonNode element : value) {
            if (!element.isIntegralNumber() || !element.canConvertToInt()) {
                throw wrong(name, element, "a list of whole numbers");
            }
            integers.add(element.intValue());
        }
        return integers;
    }

    Optional<Fields> object(String name) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(name, value, "an object");
        }
        return Optional.of(new Fields(path + name + ".", object));
    }

    /** An object whose values are all texts. */
    Map<String, String> texts(String name) throws DialogueException {
        Fields object = object(name).orElseThrow(() -> missing(name, "an object of texts"));
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : object.names()) {
            texts.put(key, object.text(key));
        }
        return texts;
    }

    Optional<List<String>> textList(String name) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isArray()) {
            throw wrong(name, value, "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw wrong(name, element, "a list of texts");
            }
            texts.add(element.textValue());
        }
        return Optional.of(texts);
    }

    /** Three finite numbers. */
    Vec3 vector(String name) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            throw missing(name, "three numbers");
        }
        if (!value.isArray() || value.size() != 3) {
            throw wrong(name, value, "three numbers");
        }
        for (JsonNode element : value) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw wrong(name, element, "three numbers");
            }
        }
        return new Vec3(
                value.get(0).doubleValue(),
                value.get(1).doubleValue(),
                value.get(2).doubleValue());
    }

    private DialogueException missing(String name, String expected) {
        return new DialogueException(
                DialogueError.BAD_FIELD,
                path + name,
                "field " + path + name + " is missing (expected " + expected + ")");
    }

    private DialogueException wrong(String name, JsonNode value, String expected) {
        String got = value.toString();
        return new DialogueException(
                DialogueError.BAD_FIELD,
                path + name,
                "field " + path + name + " = " + (got.length() > 60 ? got.substring(0, 60) + "…" : got) + " (expected "
                        + expected + ")");
    }
}
