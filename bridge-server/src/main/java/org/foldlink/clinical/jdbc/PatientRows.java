package org.foldlink.clinical.jdbc;

import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Refusals;
import org.foldlink.clinical.Severity;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;

/** Patients and what is theirs. The values were checked before. */
final class PatientRows {

    private static final RowMapper<Patient> PATIENT = (r, c) -> new Patient(
            r.getString("id"),
            Optional.ofNullable(r.getString("pseudonym")),
            Optional.ofNullable(r.getString("sex")).map(Sex::valueOf),
            r.getObject("age", Integer.class) == null ? OptionalInt.empty() : OptionalInt.of(r.getInt("age")),
            Dominance.valueOf(r.getString("dominance")));

    private static final RowMapper<Observation> OBSERVATION = (r, c) -> new Observation(
            r.getString("symptom"),
            BodySide.valueOf(r.getString("side")),
            Optional.ofNullable(r.getObject("onset", LocalDate.class)),
            Optional.ofNullable(r.getString("severity")).map(Severity::valueOf));

    private static final RowMapper<Study> STUDY = (r, c) -> new Study(
            r.getString("id"),
            r.getString("patient"),
            Optional.ofNullable(r.getObject("acquired", OffsetDateTime.class)).map(OffsetDateTime::toInstant),
            r.getString("modality"),
            r.getString("description"));

    private static final RowMapper<StoredResult> RESULT = (r, c) -> new StoredResult(
            r.getString("id"),
            r.getString("study"),
            r.getString("kind"),
            r.getInt("document_schema"),
            r.getString("document"),
            r.getObject("made", OffsetDateTime.class).toInstant());

    private PatientRows() {}

    static boolean held(Handle h, String id) {
        return find(h, id).isPresent();
    }

    static void mustBeHeld(Handle h, String id) throws StoreException {
        if (!held(h, id)) {
            throw Refusals.noPatient(id);
        }
    }

    static void put(Handle h, Patient patient) {
        int changed = bind(
                        h.createUpdate("UPDATE patients SET pseudonym = :pseudonym, sex = :sex, age = :age,"
                                + " dominance = :dominance WHERE id = :id"),
                        patient)
                .execute();
        if (changed == 0) {
            bind(
                            h.createUpdate("INSERT INTO patients (id, pseudonym, sex, age, dominance)"
                                    + " VALUES (:id, :pseudonym, :sex, :age, :dominance)"),
                            patient)
                    .execute();
        }
    }

    private static <T extends SqlStatement<T>> T bind(T statement, Patient patient) {
        return statement
                .bind("id", patient.id())
                .bindBySqlType("pseudonym", patient.pseudonym().orElse(null), Types.VARCHAR)
                .bindBySqlType("sex", patient.sex().map(Enum::name).orElse(null), Types.VARCHAR)
                .bindBySqlType("age", patient.age().isPresent() ? patient.age().getAsInt() : null, Types.INTEGER)
                .bind("dominance", patient.dominance().name());
    }

    static void replaceObservations(Handle h, String patient, List<Observation> observations) throws StoreException {
        h.createUpdate("DELETE FROM observations WHERE patient = :patient")
                .bind("patient", patient)
                .execute();
        for (Observation o : observations) {
            insert(h, patient, o);
        }
    }

    static void putObservation(Handle h, String patient, Observation observation) throws StoreException {
        remove(h, patient, observation.symptom(), observation.side());
        insert(h, patient, observation);
    }

    static void removeObservation(Handle h, String patient, String symptom, BodySide side) throws StoreException {
        if (remove(h, patient, symptom, side) == 0) {
            throw Refusals.noObservation(patient, symptom, side);
        }
    }

    private static int remove(Handle h, String patient, String symptom, BodySide side) {
        return h.createUpdate(
                        "DELETE FROM observations WHERE patient = :patient AND symptom = :symptom AND side = :side")
                .bind("patient", patient)
                .bind("symptom", symptom)
                .bind("side", side.name())
                .execute();
    }

    private static void insert(Handle h, String patient, Observation o) throws StoreException {
        boolean known = h.createQuery("SELECT 1 FROM symptoms WHERE id = :id")
                .bind("id", o.symptom())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (!known) {
            throw Refusals.unknownSymptom(o.symptom());
        }
        h.createUpdate("INSERT INTO observations (patient, symptom, side, onset, severity)"
                        + " VALUES (:patient, :symptom, :side, :onset, :severity)")
                .bind("patient", patient)
                .bind("symptom", o.symptom())
                .bind("side", o.side().name())
                .bindBySqlType("onset", o.onset().orElse(null), Types.DATE)
                .bindBySqlType("severity", o.severity().map(Enum::name).orElse(null), Types.VARCHAR)
                .execute();
    }

    static void putStudy(Handle h, Study study, List<StoredResult> results) throws StoreException {
        Optional<String> owner = h.createQuery("SELECT patient FROM studies WHERE id = :id")
                .bind("id", study.id())
                .mapTo(String.class)
                .findOne();
        if (owner.filter(o -> !o.equals(study.patient())).isPresent()) {
            throw Refusals.othersStudy(study.id());
        }
        h.createUpdate(
                        owner.isPresent()
                                ? "UPDATE studies SET acquired = :acquired, modality = :modality,"
                                        + " description = :description WHERE id = :id AND patient = :patient"
                                : "INSERT INTO studies (id, patient, acquired, modality, description)"
                                        + " VALUES (:id, :patient, :acquired, :modality, :description)")
                .bind("id", study.id())
                .bind("patient", study.patient())
                .bindBySqlType(
                        "acquired", study.acquired().map(PatientRows::utc).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
                .bind("modality", study.modality())
                .bind("description", study.description())
                .execute();
        for (StoredResult result : results) {
            insert(h, result);
        }
    }

    private static void insert(Handle h, StoredResult result) throws StoreException {
        boolean there = h.createQuery("SELECT 1 FROM results WHERE id = :id")
                .bind("id", result.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (there) {
            throw Refusals.resultIsThere(result.id());
        }
        h.createUpdate("INSERT INTO results (id, study, kind, document_schema, document, made)"
                        + " VALUES (:id, :study, :kind, :schema, :document, :made)")
                .bind("id", result.id())
                .bind("study", result.study())
                .bind("kind", result.kind())
                .bind("schema", result.schema())
                .bind("document", result.document())
                .bindBySqlType("made", utc(result.made()), Types.TIMESTAMP_WITH_TIMEZONE)
                .execute();
    }

    static Optional<PatientRecord> read(Handle h, String id) {
        Optional<Patient> patient = find(h, id);
        if (patient.isEmpty()) {
            return Optional.empty();
        }
        // Sorted here: the order of texts is a database's own.
        return Optional.of(new PatientRecord(
                patient.get(),
                of(h, "SELECT * FROM observations WHERE patient = :patient", id, OBSERVATION)
                        .sorted(Comparator.comparing(Observation::symptom).thenComparing(Observation::side))
                        .toList(),
                of(h, "SELECT * FROM studies WHERE patient = :patient", id, STUDY)
                        .sorted(Comparator.comparing((Study s) -> s.acquired().orElse(Instant.MAX))
                                .thenComparing(Study::id))
                        .toList(),
                of(
                                h,
                                "SELECT r.* FROM results r JOIN studies s ON r.study = s.id WHERE s.patient = :patient",
                                id,
                                RESULT)
                        .sorted(Comparator.comparing(StoredResult::made).thenComparing(StoredResult::id))
                        .toList()));
    }

    static List<Patient> list(Handle h, String after, int limit) {
        return h.createQuery("SELECT * FROM patients WHERE id > :after ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map(PATIENT)
                .list();
    }

    static void delete(Handle h, String id) {
        for (String sql : List.of(
                "DELETE FROM results WHERE study IN (SELECT id FROM studies WHERE patient = :id)",
                "DELETE FROM studies WHERE patient = :id",
                "DELETE FROM observations WHERE patient = :id",
                "DELETE FROM patients WHERE id = :id")) {
            h.createUpdate(sql).bind("id", id).execute();
        }
    }

    private static Optional<Patient> find(Handle h, String id) {
        return h.createQuery("SELECT * FROM patients WHERE id = :id")
                .bind("id", id)
                .map(PATIENT)
                .findOne();
    }

    private static <T> Stream<T> of(Handle h, String sql, String patient, RowMapper<T> mapper) {
        return h.createQuery(sql).bind("patient", patient).map(mapper).list().stream();
    }

    static OffsetDateTime utc(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
