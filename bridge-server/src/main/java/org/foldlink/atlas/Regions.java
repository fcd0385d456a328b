package org.foldlink.atlas;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The vocabulary of regions, which atlases and rules share: {@code regions.csv}. Immutable. */
public final class Regions {

    private static final Regions STANDARD = read();

    private final Map<String, Region> byId;

    private Regions(Map<String, Region> byId) {
        this.byId = Collections.unmodifiableMap(byId);
    }

    public static Regions standard() {
        return STANDARD;
    }

    /** In the table's order: a region comes after the one that holds it. */
    public Collection<Region> all() {
        return byId.values();
    }

    public Optional<Region> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** @throws IllegalArgumentException if there is none */
    public Region get(String id) {
        return find(id).orElseThrow(() ->
                new IllegalArgumentException("region " + id + " is unknown (expected an id of regions.csv)"));
    }

    /** The region itself, then what holds it, to the top. */
    public List<Region> upwards(String id) {
        List<Region> all = new ArrayList<>();
        for (Optional<Region> r = Optional.of(get(id));
                r.isPresent();
                r = r.get().parent().map(this::get)) {
            all.add(r.get());
        }
        return all;
    }

    private static Regions read() {
        try (InputStream in = Regions.class.getResourceAsStream("regions.csv")) {
            if (in == null) {
                throw new IllegalStateException("regions.csv is missing (expected it in the jar; build again)");
            }
            Map<String, Region> byId = new LinkedHashMap<>();
            try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                    .readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader())
                    .readValues(in)) {
                while (rows.hasNext()) {
                    Region region = region(rows.next());
                    byId.put(region.id(), region);
                }
            }
            return new Regions(byId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Region region(Map<String, String> row) {
        String level = cell(row, "level");
        return new Region(
                cell(row, "id"),
                cell(row, "name"),
                Optional.of(cell(row, "parent")).filter(p -> !p.isEmpty()),
                Stream.of(RegionLevel.values())
                        .filter(l -> l.word().equals(level))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("regions.csv has level " + level)),
                Stream.of(cell(row, "talairach").split(";"))
                        .filter(n -> !n.isEmpty())
                        .toList(),
                cell(row, "eloquent").equals("yes"),
                cell(row, "eloquent_for"));
    }

    private static String cell(Map<String, String> row, String column) {
        String value = row.get(column);
        if (value == null) {
            throw new IllegalStateException("regions.csv has a row without " + column);
        }
        return value;
    }
}
