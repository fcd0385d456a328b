package org.foldlink.clinical;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.foldlink.volume.PartFile;

/** Tables in a folder of CSV files or in one JSON file, UTF-8 with or without a byte-order mark. */
final class TableFiles {

    private static final long MOST_BYTES = 256L << 20;

    private TableFiles() {}

    static Map<Table, List<Row>> read(Path path, List<Table> tables, Problems problems) throws ClinicalDataException {
        if (isJson(path) && Files.isRegularFile(path)) {
            return JsonTables.read(tables, name(path), text(path), problems);
        }
        if (!Files.isDirectory(path)) {
            throw Problems.one(path + " is neither a folder nor a JSON file (expected a folder with "
                    + tables.stream().map(Table::file).collect(Collectors.joining(", "))
                    + ", or one file that ends in .json)");
        }
        Map<Table, List<Row>> rows = new LinkedHashMap<>();
        for (Table table : tables) {
            Path file = path.resolve(table.file());
            if (Files.isRegularFile(file)) {
                rows.put(table, CsvTables.read(table, table.file(), text(file), problems));
            } else {
                problems.add(table.file() + " is missing in " + path + " (expected it with columns "
                        + String.join(", ", table.columnNames()) + ")");
                rows.put(table, List.of());
            }
        }
        return rows;
    }

    /** From the jar. */
    static List<Row> resource(Table table, String resource, Problems problems) {
        try (InputStream in = TableFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing (expected it in the jar; build again)");
            }
            return CsvTables.read(table, resource, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read from the jar (build again)", e);
        }
    }

    /** A path that ends in {@code .json} becomes one file, any other a folder; each file is written beside its place and renamed. */
    static void write(Path path, Map<Table, List<List<Object>>> rows) throws IOException {
        if (isJson(path)) {
            writeText(path, JsonTables.write(rows));
            return;
        }
        Files.createDirectories(path);
        for (Map.Entry<Table, List<List<Object>>> table : rows.entrySet()) {
            writeText(path.resolve(table.getKey().file()), CsvTables.write(table.getKey(), table.getValue()));
        }
    }

    private static void writeText(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        PartFile.write(file, out -> {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
    }

    private static String text(Path file) throws ClinicalDataException {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw Problems.one(name(file) + " has " + size + " bytes (expected no more than " + MOST_BYTES + ")");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problems.one(name(file) + " is not in UTF-8 (expected UTF-8; save it as \"CSV UTF-8\")");
        } catch (IOException e) {
            throw Problems.one(name(file) + " cannot be read (expected a readable file): " + e.getMessage());
        }
    }

    private static boolean isJson(Path path) {
        return name(path).toLowerCase(Locale.ROOT).endsWith(".json");
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }
}
