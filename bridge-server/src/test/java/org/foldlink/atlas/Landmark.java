package org.foldlink.atlas;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foldlink.geometry.Vec3;

/**
 * A published point in Talairach space; landmarks.csv and the README beside it.
 *
 * @param point RAS mm
 * @param region in which its authors put it
 */
record Landmark(String name, Vec3 point, String region) {

    static List<Landmark> all() throws IOException {
        List<Landmark> all = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Landmark.class.getResourceAsStream("landmarks.csv"));
                MappingIterator<Map<String, String>> rows = new CsvMapper()
                        .readerForMapOf(String.class)
                        .with(CsvSchema.emptySchema().withHeader())
                        .readValues(in)) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                all.add(new Landmark(
                        cell(row, "source") + " " + cell(row, "landmark"),
                        new Vec3(number(row, "x"), number(row, "y"), number(row, "z")),
                        cell(row, "region")));
            }
        }
        return all;
    }

    /** Whether a place is in this region, or in a part of it, on the point's side. */
    boolean isIn(TumourSite.Place place, String wanted) {
        boolean side = point.x() == 0 || place.side() == (point.x() < 0 ? Side.LEFT : Side.RIGHT);
        return side && Regions.standard().upwards(place.region()).stream().anyMatch(r -> r.id().equals(wanted));
    }

    private static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(cell(row, column));
    }
}
