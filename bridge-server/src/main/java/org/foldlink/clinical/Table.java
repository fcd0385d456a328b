package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of a site's files: {@code name.csv}, or an array called {@code name} in one JSON file.
 *
 * @param columns in their order in files
 */
record Table(String name, List<Column> columns) {

    Table {
        columns = List.copyOf(columns);
    }

    /** @param kind how JSON has it; CSV has text alone */
    record Column(String name, Kind kind) {}

    /** What a column holds. */
    enum Kind {
        TEXT,
        NUMBER,
        /** Of texts; in CSV joined by {@code ;}. */
        LIST
    }

    /** @param columns {@code #name} is a number, {@code *name} a list */
    static Table of(String name, String... columns) {
        return new Table(
                name,
                Stream.of(columns)
                        .map(c -> switch (c.charAt(0)) {
                            case '#' -> new Column(c.substring(1), Kind.NUMBER);
                            case '*' -> new Column(c.substring(1), Kind.LIST);
                            default -> new Column(c, Kind.TEXT);
                        })
                        .toList());
    }

    String file() {
        return name + ".csv";
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    Optional<Column> column(String called) {
        return columns.stream().filter(c -> c.name().equals(called)).findFirst();
    }
}
