package org.foldlink.clinical;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A site's hospitals and doctors, in a folder of {@code hospitals.csv} and {@code doctors.csv}, or in one JSON file with these two as arrays. All rows
 * are checked before anything is taken.
 */
public final class ProviderFiles {

    static final Table HOSPITALS =
            Table.of("hospitals", "id", "name", "place", "#latitude", "#longitude", "*departments", "*capabilities");
    static final Table DOCTORS = Table.of("doctors", "id", "name", "hospital", "speciality", "*expertise");

    private ProviderFiles() {}

    /** Invented hospitals and doctors, each marked as an example, for demonstrations. */
    public static Providers example() {
        Problems problems = new Problems();
        try {
            return providers(
                    TableFiles.resource(HOSPITALS, "seed/example_hospitals.csv", problems),
                    TableFiles.resource(DOCTORS, "seed/example_doctors.csv", problems),
                    problems);
        } catch (ClinicalDataException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param path a folder, or a file that ends in {@code .json} */
    public static Providers read(Path path) throws ClinicalDataException {
        Problems problems = new Problems();
        Map<Table, List<Row>> rows = TableFiles.read(path, List.of(HOSPITALS, DOCTORS), problems);
        return providers(rows.getOrDefault(HOSPITALS, List.of()), rows.getOrDefault(DOCTORS, List.of()), problems);
    }

    /** @param path a file that ends in {@code .json}, else a folder; what is there is replaced */
    public static void write(Path path, Providers providers) throws IOException {
        Map<Table, List<List<Object>>> rows = new LinkedHashMap<>();
        rows.put(
                HOSPITALS,
                providers.hospitals().stream()
                        .map(h -> List.<Object>of(
                                h.id(),
                                h.name(),
                                h.place(),
                                degrees(h, Position::latitude),
                                degrees(h, Position::longitude),
                                h.departments(),
                                h.capabilities()))
                        .toList());
        rows.put(
                DOCTORS,
                providers.doctors().stream()
                        .map(d -> List.<Object>of(d.id(), d.name(), d.hospital(), d.speciality(), d.expertise()))
                        .toList());
        TableFiles.write(path, rows);
    }

    private static Object degrees(Hospital hospital, Function<Position, Object> which) {
        return hospital.position().map(which).orElse("");
    }

    private static Providers providers(List<Row> hospitals, List<Row> doctors, Problems problems)
            throws ClinicalDataException {
        Keys hospitalIds = Keys.of(hospitals, "the id of a hospital in hospitals.csv", "id");
        Keys.of(doctors, "", "id");
        List<Hospital> allHospitals = hospitals.stream()
                .map(row -> new Hospital(
                        row.id("id"),
                        row.must("name", RecordChecks.NAME, "the hospital's name"),
                        row.line("place", RecordChecks.NAME),
                        position(row),
                        row.names("departments"),
                        row.names("capabilities")))
                .toList();
        Map<String, Hospital> byId = allHospitals.stream().collect(Collectors.toMap(Hospital::id, h -> h, (a, b) -> a));
        List<Doctor> allDoctors =
                doctors.stream().map(row -> doctor(row, hospitalIds, byId)).toList();
        problems.refuseIfAny();
        return new Providers(allHospitals, allDoctors);
    }

    private static Optional<Position> position(Row row) {
        boolean north = !row.text("latitude").isBlank();
        boolean east = !row.text("longitude").isBlank();
        if (!north && !east) {
            return Optional.empty();
        }
        if (!north || !east) {
            row.wrong(north ? "longitude" : "latitude", "latitude and longitude both, or neither");
            return Optional.empty();
        }
        return Optional.of(new Position(degrees(row, "latitude", 90), degrees(row, "longitude", 180)));
    }

    private static double degrees(Row row, String column, int most) {
        return row.number(column, -most, false, most, "degrees, -" + most + " to " + most);
    }

    private static Doctor doctor(Row row, Keys hospitalIds, Map<String, Hospital> byId) {
        Doctor doctor = new Doctor(
                row.id("id"),
                row.must("name", RecordChecks.NAME, "the doctor's name"),
                hospitalIds.named(row, "hospital"),
                row.line("speciality", RecordChecks.NAME),
                row.names("expertise"));
        Optional.ofNullable(byId.get(doctor.hospital())).ifPresent(hospital -> {
            if (!hospital.departments().contains(doctor.speciality())) {
                row.wrong("speciality", "a department of " + hospital.id() + ": " + all(hospital.departments()));
            }
            if (!hospital.capabilities().containsAll(doctor.expertise())) {
                row.wrong("expertise", "capabilities of " + hospital.id() + ": " + all(hospital.capabilities()));
            }
        });
        return doctor;
    }

    private static String all(List<String> words) {
        return words.isEmpty() ? "it has none" : String.join(", ", words);
    }
}
