package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;

/**
 * What a site keeps. Thread-safe, also against other stores on the same database: calls run one after another.
 *
 * <p>Each call with an actor is one transaction with its audit entry in it: all of it is written, or nothing. A call that is refused leaves an entry
 * that says so, with the reason as its outcome, and changes nothing else. An entry names a patient only while the patient is held; in all others, and in
 * those that were there when it was deleted, the id is a hash ({@code hash:} and 64 hexadecimal digits) that the same id gives again in this database
 * and in no other. Calls without an actor tell nothing of a patient but for {@link #audit}, and leave no entry.
 *
 * <p>Texts and their lengths are those of {@link RecordChecks}; times are kept to the microsecond, and cut there.
 *
 * <p>Every method throws {@link StoreException}: UNAVAILABLE within the store's time-outs when the database cannot be reached or the store is closed, and
 * INVALID where a value is refused. A store that was unavailable works again once its database does.
 */
public interface ClinicalStore extends AutoCloseable {

    /** New, or as it is now; its observations, studies and results stay. */
    void putPatient(Patient patient, Actor actor) throws StoreException;

    /** The patient with its observations together: both or neither. Replaces the observations that were held. INVALID: an unknown symptom. */
    void putPatient(Patient patient, List<Observation> observations, Actor actor) throws StoreException;

    /**
     * What is found of a patient at once, all of it or nothing: the patient as given, its observations beside those that are held ({@link #putObservation}),
     * each study with its results ({@link #putStudy}). INVALID also: a study of another patient, a result of none of the studies.
     */
    void putRecord(PatientRecord record, Actor actor) throws StoreException;

    /**
     * All that is held of it; empty if nothing is. Observations by symptom, then side; studies by time, those without one last, then by id; results by
     * time, then by id.
     */
    Optional<PatientRecord> patient(String id, Actor actor) throws StoreException;

    /** At most {@code limit} (1 to 1000), by id in the order of its characters' codes, after {@code after} (empty: from the first). */
    List<Patient> patients(String after, int limit, Actor actor) throws StoreException;

    /** Deletes all that is held of the patient, and its id from the audit trail. NOT_FOUND if nothing is held. */
    void deletePatient(String id, Actor actor) throws StoreException;

    /** Adds or replaces an observation; its key is symptom and side. NOT_FOUND: the patient; INVALID: an unknown symptom. */
    void putObservation(String patient, Observation observation, Actor actor) throws StoreException;

    /** NOT_FOUND if the patient has no such observation. */
    void removeObservation(String patient, String symptom, BodySide side, Actor actor) throws StoreException;

    /**
     * The study and its results together: all or none. A study that is held already is replaced and keeps the results that it had; one of another patient,
     * or a result whose id is held already, is a CONFLICT. NOT_FOUND: the patient.
     */
    void putStudy(Study study, List<StoredResult> results, Actor actor) throws StoreException;

    /** In the order in which it was put. */
    Knowledge knowledge() throws StoreException;

    /**
     * Replaces all of it. Refused as a whole if a row names a symptom, region or reference that is not there (INVALID), or if a symptom that some patient
     * has would go (CONFLICT).
     */
    void replaceKnowledge(Knowledge knowledge, Actor actor) throws StoreException;

    /** In the order in which they were put; none in a new store. */
    Providers providers() throws StoreException;

    /** Replaces all of them. Refused as a whole if a doctor's hospital is not there. */
    void replaceProviders(Providers providers, Actor actor) throws StoreException;

    /** An audit entry alone, of what was asked without touching anything that is kept. */
    void note(String action, Actor actor) throws StoreException;

    /** Newest first, at most {@code limit} (1 to 10 000). */
    List<AuditEntry> audit(int limit) throws StoreException;

    /** What it runs on, for a log: product, version, and where, without a password. */
    String describe();

    /** Once is enough. */
    @Override
    void close();
}
