package org.foldlink.clinical.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.AuditEntry;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.KnowledgeFiles;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Providers;
import org.foldlink.clinical.RecordChecks;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store on H2 or PostgreSQL. Several processes may share a PostgreSQL; an H2 file belongs to one. */
public final class JdbcStore implements ClinicalStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    /** A transaction holds the lock of one row, so that few connections are enough. */
    private static final int CONNECTIONS = 4;

    private final Database database;
    private final Transactions transactions;
    private final String description;
    private final AtomicBoolean deleted = new AtomicBoolean();

    private JdbcStore(Database database, Transactions transactions, String description) {
        this.database = database;
        this.transactions = transactions;
        this.description = description;
    }

    /** A new database knows what {@link KnowledgeFiles#seed} has, and no hospital. */
    public static JdbcStore open(StoreSettings settings) throws StoreException {
        return open(settings, KnowledgeFiles::seed);
    }

    /**
     * Makes the database's tables, or brings them to this version.
     *
     * @param seed what a new database knows at first; asked only then
     */
    public static JdbcStore open(StoreSettings settings, Supplier<Knowledge> seed) throws StoreException {
        return open(settings, seed, List.of(Migrations.FILES));
    }

    static JdbcStore open(StoreSettings settings, Supplier<Knowledge> seed, List<String> migrations)
            throws StoreException {
        Database database = Database.of(settings);
        Failures failures = new Failures(database);
        database.makeFolder();
        new Migrations(database, failures, migrations).run();
        HikariDataSource source;
        String description;
        try {
            source = database.connect(CONNECTIONS, settings.timeout());
        } catch (SQLException e) {
            throw failures.of(e);
        }
        try (Connection connection = source.getConnection()) {
            description = describe(database, connection.getMetaData());
        } catch (SQLException e) {
            source.close();
            throw failures.of(e);
        }
        Transactions transactions = new Transactions(source, failures);
        try {
            transactions.run(h -> start(h, seed));
        } catch (StoreException | RuntimeException e) {
            source.close();
            throw e;
        }
        LOG.info("clinical store: {}", description);
        return new JdbcStore(database, transactions, description);
    }

    private static String describe(Database database, DatabaseMetaData meta) throws SQLException {
        String user = database.user().isEmpty() ? "" : " as " + database.user();
        return meta.getDatabaseProductName() + " " + meta.getDatabaseProductVersion() + ", " + database.place() + user;
    }

    /** What a new database lacks after its tables were made; nothing in one that is known. */
    private static boolean start(Handle h, Supplier<Knowledge> seed) throws StoreException {
        boolean seeded = h.createQuery("SELECT seeded FROM store WHERE id = 1")
                .mapTo(Boolean.class)
                .one();
        if (!seeded) {
            Knowledge first = seed.get();
            RecordChecks.knowledge(first);
            KnowledgeRows.replace(h, first);
            h.createUpdate("UPDATE store SET salt = :salt WHERE id = 1")
                    .bind("salt", Trail.newSalt())
                    .execute();
        }
        // Also where nothing changes: a database that cannot be written must say so now.
        h.createUpdate("UPDATE store SET seeded = TRUE WHERE id = 1").execute();
        return !seeded;
    }

    @Override
    public void putPatient(Patient patient, Actor actor) throws StoreException {
        transactions.audited("patient.put", patient.id(), actor, h -> {
            RecordChecks.patient(patient);
            PatientRows.put(h, patient);
            return patient;
        });
    }

    @Override
    public void putPatient(Patient patient, List<Observation> observations, Actor actor) throws StoreException {
        transactions.audited("patient.put", patient.id(), actor, h -> {
            RecordChecks.patient(patient);
            RecordChecks.observations(observations);
            PatientRows.put(h, patient);
            PatientRows.replaceObservations(h, patient.id(), observations);
            return patient;
        });
    }

    @Override
    public void putRecord(PatientRecord record, Actor actor) throws StoreException {
        String patient = record.patient().id();
        transactions.audited("record.put", patient, actor, h -> {
            RecordChecks.record(record);
            PatientRows.put(h, record.patient());
            for (Observation observation : record.observations()) {
                PatientRows.putObservation(h, patient, observation);
            }
            for (Study study : record.studies()) {
                PatientRows.putStudy(h, study, record.results(study));
            }
            return record;
        });
    }

    @Override
    public Optional<PatientRecord> patient(String id, Actor actor) throws StoreException {
        return transactions.audited("patient.read", id, actor, h -> {
            RecordChecks.id("patient.id", id);
            return PatientRows.read(h, id);
        });
    }

    @Override
    public List<Patient> patients(String after, int limit, Actor actor) throws StoreException {
        return transactions.audited("patients.list", after, actor, h -> {
            if (!after.isEmpty()) {
                RecordChecks.id("after", after);
            }
            RecordChecks.range("limit", limit, 1, RecordChecks.PATIENTS, "patients in one answer");
            return PatientRows.list(h, after, limit);
        });
    }

    @Override
    public void deletePatient(String id, Actor actor) throws StoreException {
        transactions.audited("patient.delete", id, actor, h -> {
            RecordChecks.id("patient.id", id);
            PatientRows.mustBeHeld(h, id);
            PatientRows.delete(h, id);
            Trail.forget(h, Transactions.salt(h), id);
            return id;
        });
        deleted.set(true);
    }

    @Override
    public void putObservation(String patient, Observation observation, Actor actor) throws StoreException {
        transactions.audited("observation.put", patient, actor, h -> {
            RecordChecks.id("patient.id", patient);
            RecordChecks.observations(List.of(observation));
            PatientRows.mustBeHeld(h, patient);
            PatientRows.putObservation(h, patient, observation);
            return observation;
        });
    }

    @Override
    public void removeObservation(String patient, String symptom, BodySide side, Actor actor) throws StoreException {
        transactions.audited("observation.remove", patient, actor, h -> {
            RecordChecks.id("patient.id", patient);
            RecordChecks.id("observation.symptom", symptom);
            PatientRows.mustBeHeld(h, patient);
            PatientRows.removeObservation(h, patient, symptom, side);
            return symptom;
        });
    }

    @Override
    public void putStudy(Study study, List<StoredResult> results, Actor actor) throws StoreException {
        transactions.audited("study.put", study.patient(), actor, h -> {
            RecordChecks.study(study, results);
            PatientRows.mustBeHeld(h, study.patient());
            PatientRows.putStudy(h, study, results);
            return study;
        });
    }

    @Override
    public Knowledge knowledge() throws StoreException {
        return transactions.run(KnowledgeRows::read);
    }

    @Override
    public void replaceKnowledge(Knowledge knowledge, Actor actor) throws StoreException {
        transactions.audited("knowledge.replace", "", actor, h -> {
            RecordChecks.knowledge(knowledge);
            KnowledgeRows.replace(h, knowledge);
            return knowledge;
        });
    }

    @Override
    public Providers providers() throws StoreException {
        return transactions.run(ProviderRows::read);
    }

    @Override
    public void replaceProviders(Providers providers, Actor actor) throws StoreException {
        transactions.audited("providers.replace", "", actor, h -> {
            RecordChecks.providers(providers);
            ProviderRows.replace(h, providers);
            return providers;
        });
    }

    @Override
    public void note(String action, Actor actor) throws StoreException {
        transactions.audited(action, "", actor, h -> action);
    }

    @Override
    public List<AuditEntry> audit(int limit) throws StoreException {
        RecordChecks.range("limit", limit, 1, RecordChecks.ENTRIES, "audit entries in one answer");
        return transactions.run(h -> Trail.newest(h, limit));
    }

    @Override
    public String describe() {
        return description;
    }

    /** H2 keeps what was deleted in its file until it is written anew: done here after a deletion. PostgreSQL cleans up by itself. */
    @Override
    public void close() {
        if (database.file().isPresent() && deleted.getAndSet(false)) {
            transactions.shutDownCompact();
        }
        transactions.close();
    }
}
