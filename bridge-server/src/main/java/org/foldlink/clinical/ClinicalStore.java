package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;

/**
 * What a site keeps. Thread-safe. Each call is one transaction with its audit entry in it: all of it is written, or nothing.
 *
 * <p>Every method throws {@link StoreException}: unavailable when the database cannot be reached.
 */
public interface ClinicalStore extends AutoCloseable {

    /** New, or as it is now; its observations and studies stay. */
    void putPatient(Patient patient, Actor actor) throws StoreException;

    /** The patient with its observations together: both or neither. Replaces the observations that were held. */
    void putPatient(Patient patient, List<Observation> observations, Actor actor) throws StoreException;

    Optional<PatientRecord> patient(String id, Actor actor) throws StoreException;

    /** At most {@code limit}, by id, after {@code after} (empty: from the first). */
    List<Patient> patients(String after, int limit, Actor actor) throws StoreException;

    /** Deletes all that is held of the patient; what the audit trail says of it keeps a hash of the id alone. */
    void deletePatient(String id, Actor actor) throws StoreException;

    /** Adds or replaces an observation; its key is symptom and side. */
    void putObservation(String patient, Observation observation, Actor actor) throws StoreException;

    void removeObservation(String patient, String symptom, BodySide side, Actor actor) throws StoreException;

    /** The study and its results together: all or none. A result whose id is held already is a conflict. */
    void putStudy(Study study, List<StoredResult> results, Actor actor) throws StoreException;

    Knowledge knowledge() throws StoreException;

    /** Replaces all of it. Refused as a whole if a row names a symptom, region or reference that is not there. */
    void replaceKnowledge(Knowledge knowledge, Actor actor) throws StoreException;

    Providers providers() throws StoreException;

    /** Replaces all of them. Refused as a whole if a doctor's hospital is not there. */
    void replaceProviders(Providers providers, Actor actor) throws StoreException;

    /** Newest first, at most {@code limit}. */
    List<AuditEntry> audit(int limit) throws StoreException;

    /** What it runs on, for a log: product, version, and where, without a password. */
    String describe();

    @Override
    void close();
}
