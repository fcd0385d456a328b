package org.foldlink.clinical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables in one JSON object: {@code schema}, {@code notice}, and an array of rows by the name of each table. */
final class JsonTables {

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonTables() {}

    static Map<Table, List<Row>> read(List<Table> tables, String file, String text, Problems problems)
            throws ClinicalDataException {
        JsonNode root;
        try {
            root = MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Problems.one(file + where + " is no JSON (expected one JSON object in UTF-8)");
        }
        List<String> names = tables.stream().map(Table::name).toList();
        if (!(root instanceof ObjectNode object)) {
            throw Problems.one(file + " holds no JSON object (expected one with " + String.join(", ", names) + ")");
        }
        if (object.path("schema").asInt() != ClinicalJson.SCHEMA) {
            throw Problems.one(
                    file + ": schema = " + object.path("schema") + " (expected " + ClinicalJson.SCHEMA + ")");
        }
        object.fieldNames().forEachRemaining(field -> {
            if (!names.contains(field) && !field.equals("schema") && !field.equals("notice")) {
                problems.add(file + ": " + field + " is unknown (expected " + String.join(", ", names)
                        + Nearest.hint(field, names) + ")");
            }
        });
        Map<Table, List<Row>> rows = new LinkedHashMap<>();
        for (Table table : tables) {
            rows.put(table, rows(table, file, object.get(table.name()), problems));
        }
        return rows;
    }

    private static List<Row> rows(Table table, String file, @Nullable JsonNode node, Problems problems) {
        if (!(node instanceof ArrayNode array)) {
            problems.add(file + ": " + table.name() + " is missing or no array (expected an array of objects)");
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (int n = 0; n < array.size(); n++) {
            String where = file + ", " + table.name() + "[" + n + "]";
            if (array.get(n) instanceof ObjectNode object) {
                rows.add(new Row(where, cells(table, where, object, problems), problems));
            } else {
                problems.add(where + " is no object (expected one)");
            }
        }
        return rows;
    }

    private static Map<String, List<String>> cells(Table table, String where, ObjectNode object, Problems problems) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            Optional<Table.Column> column = table.column(field.getKey());
            JsonNode value = field.getValue();
            if (column.isEmpty()) {
                problems.add(where + ", column " + RecordChecks.quoted(field.getKey()) + " is unknown (expected "
                        + String.join(", ", table.columnNames()) + Nearest.hint(field.getKey(), table.columnNames())
                        + ")");
            } else if (!value.isNull() && fits(column.get().kind(), value)) {
                List<String> texts = new ArrayList<>();
                if (value.isArray()) {
                    value.forEach(item -> texts.add(item.textValue()));
                } else {
                    texts.add(value.asText());
                }
                cells.put(field.getKey(), texts);
            } else if (!value.isNull()) {
                problems.add(where + ", column " + field.getKey() + " = " + value + " (expected "
                        + switch (column.get().kind()) {
                            case TEXT -> "a text";
                            case NUMBER -> "a number";
                            case LIST -> "an array of texts";
                        }
                        + ")");
            }
        });
        return cells;
    }

    private static boolean fits(Table.Kind kind, JsonNode value) {
        return switch (kind) {
            case TEXT -> value.isTextual();
            case NUMBER -> value.isNumber();
            case LIST -> value.isArray() && allTexts(value);
        };
    }

    private static boolean allTexts(JsonNode array) {
        for (JsonNode item : array) {
            if (!item.isTextual() || item.textValue().isBlank()) {
                return false;
            }
        }
        return true;
    }

    /** @param rows values in the columns' order: a text, a number or a list of texts each; an empty text is left out */
    static String write(Map<Table, List<List<Object>>> rows) throws JsonProcessingException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", ClinicalJson.SCHEMA).put("notice", ClinicalJson.NOTICE);
        rows.forEach((table, all) -> {
            ArrayNode array = root.putArray(table.name());
            for (List<Object> row : all) {
                ObjectNode object = array.addObject();
                for (int c = 0; c < row.size(); c++) {
                    put(object, table.columns().get(c).name(), row.get(c));
                }
            }
        });
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode object, String name, Object value) {
        if (value instanceof Integer n) {
            object.put(name, n);
        } else if (value instanceof Double n) {
            object.put(name, n);
        } else if (value instanceof List<?> list) {
            ArrayNode array = object.putArray(name);
            list.forEach(item -> array.add(item.toString()));
        } else if (!value.toString().isEmpty()) {
            object.put(name, value.toString());
        }
    }
}
