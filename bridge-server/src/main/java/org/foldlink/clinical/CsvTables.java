package org.foldlink.clinical;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tables as RFC 4180 has them: a header line, fields quoted where they must be, lines ended by CR LF (LF alone is read too). */
final class CsvTables {

    private static final CsvMapper MAPPER = CsvMapper.builder(CsvFactory.builder()
                    .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
                    .build())
            .build();

    private CsvTables() {}

    private record Line(int number, List<String> cells) {}

    static List<Row> read(Table table, String file, String text, Problems problems) {
        List<Line> lines;
        try {
            lines = lines(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(file + ", line " + line + " is no CSV: " + e.getOriginalMessage()
                    + " (expected comma-separated values, RFC 4180)");
            return List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (lines.isEmpty()) {
            problems.add(file + " is empty (expected a header line: " + String.join(",", table.columnNames()) + ")");
            return List.of();
        }
        List<String> header = lines.get(0).cells().stream().map(String::strip).toList();
        if (!checkHeader(table, file, header, problems)) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (Line line : lines.subList(1, lines.size())) {
            String where = file + ", line " + line.number();
            if (line.cells().size() == header.size()) {
                rows.add(new Row(where, cells(table, header, line.cells()), problems));
            } else {
                problems.add(where + " has " + line.cells().size() + " cells (expected " + header.size()
                        + ", as the header has)");
            }
        }
        return rows;
    }

    private static List<Line> lines(String text) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (CsvParser parser = MAPPER.getFactory().createParser(text)) {
            parser.setSchema(CsvSchema.emptySchema());
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                int number = 0;
                List<String> cells = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    number = number == 0 ? parser.currentTokenLocation().getLineNr() : number;
                    cells.add(parser.getText());
                }
                if (cells.size() != 1 || !cells.get(0).isEmpty()) {
                    lines.add(new Line(number, cells));
                }
            }
        }
        return lines;
    }

    private static boolean checkHeader(Table table, String file, List<String> header, Problems problems) {
        List<String> columns = table.columnNames();
        boolean good = true;
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!columns.contains(name)) {
                problems.add(file + ", line 1, column " + RecordChecks.quoted(name) + " is unknown (expected "
                        + String.join(", ", columns) + Nearest.hint(name, columns) + ")");
                good = false;
            } else if (!seen.add(name)) {
                problems.add(file + ", line 1, column " + name + " is there twice (expected once)");
                good = false;
            }
        }
        for (String column : columns) {
            if (!header.contains(column)) {
                problems.add(file + ", line 1, column " + column + " is missing (expected " + String.join(", ", columns)
                        + ")");
                good = false;
            }
        }
        return good;
    }

    private static Map<String, List<String>> cells(Table table, List<String> header, List<String> line) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (int c = 0; c < header.size(); c++) {
            String cell = SheetCells.unguarded(line.get(c));
            Optional<Table.Column> column = table.column(header.get(c));
            boolean list = column.isPresent() && column.get().kind() == Table.Kind.LIST;
            cells.put(header.get(c), list ? SheetCells.split(cell) : List.of(cell));
        }
        return cells;
    }

    /** @param rows values in the columns' order: a text, a number or a list of texts each */
    static String write(Table table, List<List<Object>> rows) throws IOException {
        StringWriter text = new StringWriter();
        CsvSchema schema = CsvSchema.builder()
                .addColumns(table.columnNames(), CsvSchema.ColumnType.STRING)
                .setUseHeader(true)
                .setLineSeparator("\r\n")
                .build();
        try (SequenceWriter writer = MAPPER.writerFor(List.class).with(schema).writeValues(text)) {
            for (List<Object> row : rows) {
                writer.write(row.stream().map(CsvTables::cell).toList());
            }
        }
        // Jackson writes the header with the first row alone.
        return rows.isEmpty() ? String.join(",", table.columnNames()) + "\r\n" : text.toString();
    }

    private static String cell(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        return SheetCells.guarded(
                value instanceof List<?> list
                        ? SheetCells.joined(list.stream().map(Object::toString).toList())
                        : value.toString());
    }
}
