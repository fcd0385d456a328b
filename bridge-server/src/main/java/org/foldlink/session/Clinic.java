package org.foldlink.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Refusals;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.Symptom;
import org.foldlink.clinical.SymptomNames;
import org.foldlink.clinical.UnknownSymptomException;

/**
 * Patients and their symptoms, the same for all sessions. Thread-safe. Every call waits for the database, a limited time, and throws
 * unavailable, incompatible, not_found, conflict, bad_field or unknown_symptom.
 */
public final class Clinic {

    private final StoreDesk desk;

    Clinic(StoreDesk desk) {
        this.desk = desk;
    }

    /** A patient with symptoms, their names known. */
    public record Chart(PatientRecord record, Knowledge knowledge) {}

    public void putPatient(Patient patient, Actor actor) throws RequestException {
        desk.tell(store -> store.putPatient(patient, actor));
    }

    /** Both, or neither: the symptoms replace those that were held. */
    public void putPatient(Patient patient, List<GivenSymptom> symptoms, Actor actor) throws RequestException {
        List<Observation> observations = resolve(desk.ask(ClinicalStore::knowledge), symptoms, "symptoms");
        desk.tell(store -> store.putPatient(patient, observations, actor));
    }

    public Chart patient(String id, Actor actor) throws RequestException {
        return desk.ask(store -> new Chart(record(store, id, actor), store.knowledge()));
    }

    /** By id, those after {@code after}; empty is from the first. */
    public List<Patient> patients(String after, int limit, Actor actor) throws RequestException {
        return desk.ask(store -> store.patients(after, limit, actor));
    }

    public void deletePatient(String id, Actor actor) throws RequestException {
        desk.tell(store -> store.deletePatient(id, actor));
    }

    /** @return what was recorded, and of what symptom */
    public Recorded putSymptom(String patient, GivenSymptom symptom, Actor actor) throws RequestException {
        Knowledge knowledge = desk.ask(ClinicalStore::knowledge);
        Observation observation =
                resolve(knowledge, List.of(symptom), "symptom").get(0);
        desk.tell(store -> store.putObservation(patient, observation, actor));
        return new Recorded(observation, symptom(knowledge, observation.symptom()));
    }

    /** A symptom of a patient, with what is known of it. */
    public record Recorded(Observation observation, Symptom symptom) {}

    /** @param name the symptom's id, or any of its names */
    public Symptom removeSymptom(String patient, String name, BodySide side, Actor actor) throws RequestException {
        Knowledge knowledge = desk.ask(ClinicalStore::knowledge);
        String id = id(new SymptomNames(knowledge), name, "symptom");
        desk.tell(store -> store.removeObservation(patient, id, side, actor));
        return symptom(knowledge, id);
    }

    /** Known symptoms of which a name has all these words, in the table's order; all of them for an empty text. */
    public List<Symptom> search(String text, Actor actor) throws RequestException {
        List<String> words = Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        Knowledge knowledge = desk.ask(store -> {
            store.note("symptoms.search", actor);
            return store.knowledge();
        });
        return knowledge.symptoms().stream()
                .filter(symptom -> names(symptom)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .anyMatch(name -> words.stream().allMatch(name::contains)))
                .toList();
    }

    private static Stream<String> names(Symptom symptom) {
        return Stream.concat(
                Stream.of(symptom.id(), symptom.name(), symptom.clinicalTerm()), symptom.synonyms().stream());
    }

    // ---- for other handlers

    static PatientRecord record(ClinicalStore store, String id, Actor actor) throws StoreException {
        return store.patient(id, actor).orElseThrow(() -> Refusals.noPatient(id));
    }

    static SymptomFacts facts(ClinicalStore store, String patient, Actor actor) throws StoreException {
        PatientRecord record = record(store, patient, actor);
        return new SymptomFacts(
                store.knowledge(),
                record.observations(),
                record.patient().dominance(),
                record.patient().age());
    }

    /**
     * Ids for names.
     *
     * @param field of the request that holds them
     */
    static List<Observation> resolve(Knowledge knowledge, List<GivenSymptom> given, String field)
            throws RequestException {
        SymptomNames names = new SymptomNames(knowledge);
        List<Observation> observations = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (GivenSymptom symptom : given) {
            String id = id(names, symptom.name(), field);
            if (!seen.add(id + ' ' + symptom.side())) {
                throw new RequestException(
                        ErrorCode.BAD_FIELD,
                        field,
                        field + " has " + id + " twice on the same side (expected each symptom once a side)");
            }
            observations.add(symptom.of(id));
        }
        return observations;
    }

    private static String id(SymptomNames names, String text, String field) throws RequestException {
        try {
            return names.find(text);
        } catch (UnknownSymptomException e) {
            throw new RequestException(ErrorCode.UNKNOWN_SYMPTOM, field, String.valueOf(e.getMessage()));
        }
    }

    private static Symptom symptom(Knowledge knowledge, String id) {
        return knowledge.symptoms().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
