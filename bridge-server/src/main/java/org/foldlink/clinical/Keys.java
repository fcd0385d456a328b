package org.foldlink.clinical;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys of a table's rows: unique, and there when another table names them. */
final class Keys {

    private final String what;
    private final Map<String, String> where = new LinkedHashMap<>();

    private Keys(String what) {
        this.what = what;
    }

    /**
     * @param what such as {@code the id of a symptom in symptoms.csv}
     * @param columns that make up the key together
     */
    static Keys of(List<Row> rows, String what, String... columns) {
        Keys keys = new Keys(what);
        for (Row row : rows) {
            List<String> parts = new ArrayList<>();
            for (String column : columns) {
                parts.add(row.text(column).strip());
            }
            String earlier = keys.where.putIfAbsent(String.join("\n", parts), row.where());
            if (earlier != null) {
                row.wrong(
                        columns[0],
                        "no other row with the same " + String.join(", ", columns) + "; " + earlier + " has it");
            }
        }
        return keys;
    }

    /** The cell, which must be one of these keys. */
    String named(Row row, String column) {
        String key = row.text(column);
        if (!where.containsKey(key)) {
            row.wrong(column, what + Nearest.hint(key, where.keySet()));
        }
        return key;
    }
}
