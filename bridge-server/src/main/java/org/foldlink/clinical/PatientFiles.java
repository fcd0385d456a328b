package org.foldlink.clinical;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Patients with all that is held of them, in a folder of {@code patients.csv}, {@code observations.csv}, {@code studies.csv} and {@code results.csv}, or in
 * one JSON file with these four as arrays. All rows are checked before anything is taken.
 */
public final class PatientFiles {

    static final Table PATIENTS = Table.of("patients", "id", "pseudonym", "sex", "#age", "dominance");
    static final Table OBSERVATIONS = Table.of("observations", "patient", "symptom", "side", "onset", "severity");
    static final Table STUDIES = Table.of("studies", "id", "patient", "acquired", "modality", "description");
    static final Table RESULTS = Table.of("results", "id", "study", "kind", "#schema", "made", "document");

    private PatientFiles() {}

    /**
     * @param path a folder, or a file that ends in {@code .json}
     * @param knowledge which symptoms there are
     */
    public static List<PatientRecord> read(Path path, Knowledge knowledge) throws ClinicalDataException {
        Problems problems = new Problems();
        Map<Table, List<Row>> rows = TableFiles.read(path, List.of(PATIENTS, OBSERVATIONS, STUDIES, RESULTS), problems);
        List<Row> patients = rows.getOrDefault(PATIENTS, List.of());
        List<Row> studies = rows.getOrDefault(STUDIES, List.of());
        List<Row> results = rows.getOrDefault(RESULTS, List.of());
        List<Row> observations = rows.getOrDefault(OBSERVATIONS, List.of());
        Keys patientIds = Keys.of(patients, "the id of a patient in patients.csv", "id");
        Keys studyIds = Keys.of(studies, "the id of a study in studies.csv", "id");
        Keys.of(results, "", "id");
        Keys.of(observations, "", "patient", "symptom", "side");
        List<String> symptoms = knowledge.symptoms().stream().map(Symptom::id).toList();

        Map<String, List<Observation>> observed =
                grouped(observations, row -> patientIds.named(row, "patient"), row -> observation(row, symptoms));
        Map<String, List<Study>> studied =
                grouped(studies, row -> patientIds.named(row, "patient"), PatientFiles::study);
        Map<String, String> patientOf =
                studies.stream().collect(Collectors.toMap(r -> r.text("id"), r -> r.text("patient"), (a, b) -> a));
        Map<String, List<StoredResult>> found =
                grouped(results, row -> patientOf.getOrDefault(studyIds.named(row, "study"), ""), PatientFiles::result);
        List<PatientRecord> records = patients.stream()
                .map(PatientFiles::patient)
                .map(p -> new PatientRecord(
                        p,
                        observed.getOrDefault(p.id(), List.of()),
                        studied.getOrDefault(p.id(), List.of()),
                        found.getOrDefault(p.id(), List.of())))
                .toList();
        problems.refuseIfAny();
        return records;
    }

    private interface FromRow<T> {
        T of(Row row);
    }

    private static <T> Map<String, List<T>> grouped(List<Row> rows, FromRow<String> owner, FromRow<T> value) {
        Map<String, List<T>> all = new LinkedHashMap<>();
        for (Row row : rows) {
            all.computeIfAbsent(owner.of(row), k -> new ArrayList<>()).add(value.of(row));
        }
        return all;
    }

    private static Patient patient(Row row) {
        return new Patient(
                row.id("id"),
                row.some("pseudonym", RecordChecks.NAME),
                row.someWord("sex", Sex.values()),
                row.someInteger("age", 0, RecordChecks.MOST_YEARS),
                row.someWord("dominance", Dominance.values()).orElse(Dominance.UNKNOWN));
    }

    private static Observation observation(Row row, List<String> symptoms) {
        String symptom = row.text("symptom");
        if (!symptoms.contains(symptom)) {
            row.wrong("symptom", "the id of a known symptom" + Nearest.hint(symptom, symptoms));
        }
        Observation observation = new Observation(
                symptom,
                row.someWord("side", BodySide.values()).orElse(BodySide.UNKNOWN),
                row.someDate("onset"),
                row.someWord("severity", Severity.values()));
        row.checked(() -> RecordChecks.observations(List.of(observation)));
        return observation;
    }

    private static Study study(Row row) {
        return new Study(
                row.id("id"),
                row.text("patient"),
                row.someInstant("acquired"),
                row.line("modality", RecordChecks.MODALITY),
                row.line("description", RecordChecks.SENTENCE));
    }

    private static StoredResult result(Row row) {
        String document = row.text("document");
        if (!RecordChecks.isJsonObject(document)) {
            row.wrong("document", "a JSON object");
        }
        return new StoredResult(
                row.id("id"),
                row.text("study"),
                row.id("kind"),
                row.integer("schema", 1, Integer.MAX_VALUE),
                document,
                row.instant("made"));
    }

    /** @param path a file that ends in {@code .json}, else a folder; what is there is replaced */
    public static void write(Path path, List<PatientRecord> records) throws IOException {
        Map<Table, List<List<Object>>> rows = new LinkedHashMap<>();
        rows.put(PATIENTS, records.stream().map(r -> row(r.patient())).toList());
        rows.put(
                OBSERVATIONS,
                records.stream()
                        .flatMap(r -> r.observations().stream()
                                .map(o -> row(r.patient().id(), o)))
                        .toList());
        rows.put(
                STUDIES,
                records.stream()
                        .flatMap(r -> r.studies().stream())
                        .map(PatientFiles::row)
                        .toList());
        rows.put(
                RESULTS,
                records.stream()
                        .flatMap(r -> r.results().stream())
                        .map(PatientFiles::row)
                        .toList());
        TableFiles.write(path, rows);
    }

    private static List<Object> row(Patient p) {
        return List.of(p.id(), p.pseudonym().orElse(""), word(p.sex()), number(p.age()), Words.of(p.dominance()));
    }

    private static List<Object> row(String patient, Observation o) {
        return List.of(
                patient,
                o.symptom(),
                Words.of(o.side()),
                o.onset().map(Object::toString).orElse(""),
                word(o.severity()));
    }

    private static List<Object> row(Study s) {
        return List.of(
                s.id(), s.patient(), s.acquired().map(Object::toString).orElse(""), s.modality(), s.description());
    }

    private static List<Object> row(StoredResult r) {
        return List.of(r.id(), r.study(), r.kind(), r.schema(), r.made().toString(), r.document());
    }

    private static Object word(Optional<? extends Enum<?>> constant) {
        return constant.map(Words::of).orElse("");
    }

    private static Object number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : "";
    }
}
