package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** Of at most so many characters, none of them a control character. */
    Optional<String> shortText(String name, int most) throws DialogueException {
        Optional<String> text = optionalText(name);
        if (text.isPresent()
                && (text.get().length() > most || text.get().chars().anyMatch(Character::isISOControl))) {
            throw wrong(name, "at most " + most + " characters and no control characters");
        }
        return text;
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

    OptionalInt optionalInteger(String name) throws DialogueException {
        return has(name) ? OptionalInt.of(integer(name, 0)) : OptionalInt.empty();
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

    /** A list of objects; empty where it is not given. */
    List<Fields> objects(String name) throws DialogueException {
        JsonNode value = node.get(name);
        List<Fields> objects = new ArrayList<>();
        if (value == null) {
            return objects;
        }
        if (!value.isArray()) {
            throw wrong(name, value, "a list of objects");
        }
        for (JsonNode element : value) {
            if (!(element instanceof ObjectNode object)) {
                throw wrong(name, element, "a list of objects");
            }
            objects.add(new Fields(path + name + "[" + objects.size() + "].", object));
        }
        return objects;
    }

    /** Three finite numbers. */
    Vec3 vector(String name) throws DialogueException {
        List<Double> numbers = numbers(name, 3, "three numbers");
        return new Vec3(numbers.get(0), numbers.get(1), numbers.get(2));
    }

    /** So many finite numbers. */
    List<Double> numbers(String name, int count, String expected) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            throw missing(name, expected);
        }
        if (!value.isArray() || value.size() != count) {
            throw wrong(name, value, expected);
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw wrong(name, element, expected);
            }
            numbers.add(element.doubleValue());
        }
        return numbers;
    }

    /** One of an enum's values, in lower case. */
    <E extends Enum<E>> Optional<E> word(String name, Class<E> type) throws DialogueException {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT);
            if (value.isTextual() && value.textValue().equals(word)) {
                return Optional.of(constant);
            }
            words.add(word);
        }
        int last = words.size() - 1;
        throw wrong(name, value, String.join(", ", words.subList(0, last)) + " or " + words.get(last));
    }

    /** The path of a field, as errors name it. */
    String path(String name) {
        return path + name;
    }

    DialogueException wrong(String name, String expected) {
        return wrong(name, node.path(name), expected);
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
