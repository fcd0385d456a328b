package org.foldlink.clinical.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Texts that belong to a row, in their order: synonyms, departments, capabilities, expertise. Table and columns are this package's own words. */
record Lists(String table, String owner, String text) {

    void deleteAll(Handle h) {
        h.createUpdate("DELETE FROM " + table).execute();
    }

    <T> void insert(Handle h, List<T> rows, Function<T, String> id, Function<T, List<String>> texts) {
        PreparedBatch batch = h.prepareBatch("INSERT INTO " + table + " (" + owner + ", place_in_list, " + text
                + ") VALUES (:owner, :place, :text)");
        for (T row : rows) {
            int place = 0;
            for (String text : texts.apply(row)) {
                batch.bind("owner", id.apply(row))
                        .bind("place", place++)
                        .bind("text", text)
                        .add();
            }
        }
        batch.execute();
    }

    Map<String, List<String>> read(Handle h) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        h.createQuery("SELECT " + owner + " AS o, " + text + " AS t FROM " + table + " ORDER BY place_in_list")
                .map((r, c) -> Map.entry(r.getString("o"), r.getString("t")))
                .forEach(e ->
                        all.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(e.getValue()));
        return all;
    }
}
