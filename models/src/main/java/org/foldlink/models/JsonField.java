package org.foldlink.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One value of a JSON file together with where it stands, so that every complaint says file, field, value and expectation. */
record JsonField(String file, String path, JsonNode node) {

    /** Far above any plans.json met; a larger file is no plans file. */
    private static final long MAX_BYTES = 32L << 20;

    // No BigDecimal: figures are read as doubles. Trailing text after the object is an error, as are duplicate keys.
    // Python writes NaN where a score has no value; a number that is asked for must be finite.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    static JsonField read(Path file) throws ModelException {
        return read(file, String.valueOf(file.getFileName()));
    }

    /** @param name as messages call the file */
    static JsonField read(Path file, String name) throws ModelException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(
                    ModelException.Kind.MISSING, name + " is missing (expected in the model's folder)");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ModelException(
                        ModelException.Kind.CORRUPT,
                        name + " has " + size + " bytes (expected " + MAX_BYTES + " or fewer)");
            }
            JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (node == null || !node.isObject()) {
                throw new ModelException(ModelException.Kind.CORRUPT, name + " is not a JSON object");
            }
            return new JsonField(name, "", node);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new ModelException(
                    ModelException.Kind.CORRUPT,
                    name + " is not valid JSON (line " + (at == null ? 0 : at.getLineNr()) + ": "
                            + e.getOriginalMessage() + ")",
                    e);
        } catch (IOException e) {
            throw new ModelException(ModelException.Kind.CORRUPT, name + " cannot be read: " + e.getMessage(), e);
        }
    }

    ModelException unfit(String expectation) {
        String value = node.toString();
        if (value.length() > 60) {
            value = value.substring(0, 57) + "...";
        }
        return new ModelException(
                ModelException.Kind.UNFIT, file + " " + path + " = " + value + " (expected " + expectation + ")");
    }

    JsonField child(String key, JsonNode value) {
        return new JsonField(file, path.isEmpty() ? key : path + "." + key, value);
    }

    JsonField get(String key) throws ModelException {
        return find(key)
                .orElseThrow(() -> new ModelException(
                        ModelException.Kind.UNFIT,
                        file + " has no " + (path.isEmpty() ? key : path + "." + key) + " (expected one)"));
    }

    /** Empty where the key is absent or null. */
    Optional<JsonField> find(String key) throws ModelException {
        if (!node.isObject()) {
            throw unfit("an object");
        }
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(child(key, value));
    }

    Map<String, JsonField> entries() throws ModelException {
        if (!node.isObject()) {
            throw unfit("an object");
        }
        Map<String, JsonField> entries = new LinkedHashMap<>();
        node.properties().forEach(e -> entries.put(e.getKey(), child(e.getKey(), e.getValue())));
        return entries;
    }

    void onlyKeys(Set<String> known) throws ModelException {
        for (String key : entries().keySet()) {
            if (!known.contains(key)) {
                throw new ModelException(
                        ModelException.Kind.UNFIT,
                        file + " has an unknown key " + (path.isEmpty() ? key : path + "." + key) + " (expected one of "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
    }

    /** Says it before a newer format's keys are refused as unknown. */
    void requireSchema(int known) throws ModelException {
        JsonField schema = get("schema");
        if (schema.node.isIntegralNumber() && schema.node.asLong() > known) {
            throw schema.unfit(
                    known + ": a newer FoldLink wrote it; update this one, or export the model with its own tools");
        }
        schema.integer(known, known);
    }

    List<JsonField> items() throws ModelException {
        if (!node.isArray()) {
            throw unfit("a list");
        }
        List<JsonField> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonField(file, path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    List<JsonField> items(int n) throws ModelException {
        List<JsonField> items = items();
        if (items.size() != n) {
            throw unfit("a list of " + n);
        }
        return items;
    }

    String text() throws ModelException {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw unfit("a text that is not empty");
        }
        return node.textValue();
    }

    int integer(int min, int max) throws ModelException {
        boolean whole = node.isIntegralNumber() && node.canConvertToInt();
        if (!whole || node.intValue() < min || node.intValue() > max) {
            throw unfit("a whole number " + min + ".." + max);
        }
        return node.intValue();
    }

    double number() throws ModelException {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw unfit("a finite number");
        }
        return node.doubleValue();
    }

    boolean bool() throws ModelException {
        if (!node.isBoolean()) {
            throw unfit("true or false");
        }
        return node.booleanValue();
    }

    List<Integer> integers(int n, int min, int max) throws ModelException {
        List<Integer> values = new ArrayList<>();
        for (JsonField item : items(n)) {
            values.add(item.integer(min, max));
        }
        return values;
    }
}
