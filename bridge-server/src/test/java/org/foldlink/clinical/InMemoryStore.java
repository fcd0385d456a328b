package org.foldlink.clinical;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A store without a database, for tests of what stands above it; held to the same contract. */
public final class InMemoryStore implements ClinicalStore {

    private final String salt = UUID.randomUUID().toString();
    private final List<AuditEntry> trail = new ArrayList<>();
    private Map<String, PatientRecord> records = new TreeMap<>();
    private Knowledge knowledge;
    private Providers providers = new Providers(List.of(), List.of());
    private boolean closed;

    public InMemoryStore(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public void putPatient(Patient patient, Actor actor) throws StoreException {
        call("patient.put", patient.id(), actor, () -> {
            RecordChecks.patient(patient);
            change(patient);
            return "done";
        });
    }

    @Override
    public void putRecord(PatientRecord record, Actor actor) throws StoreException {
        call("record.put", record.patient().id(), actor, () -> {
            RecordChecks.record(record);
            change(record.patient());
            for (Observation observation : record.observations()) {
                add(record.patient().id(), observation);
            }
            for (Study study : record.studies()) {
                add(study, record.results(study));
            }
            return "done";
        });
    }

    private void change(Patient patient) {
        PatientRecord old = oldOrNew(patient);
        put(patient, old.observations(), old.studies(), old.results());
    }

    @Override
    public void putPatient(Patient patient, List<Observation> observations, Actor actor) throws StoreException {
        call("patient.put", patient.id(), actor, () -> {
            RecordChecks.patient(patient);
            RecordChecks.observations(observations);
            for (Observation o : observations) {
                known(o.symptom());
            }
            PatientRecord old = oldOrNew(patient);
            put(patient, observations, old.studies(), old.results());
            return "done";
        });
    }

    private PatientRecord oldOrNew(Patient patient) {
        return records.getOrDefault(patient.id(), new PatientRecord(patient, List.of(), List.of(), List.of()));
    }

    @Override
    public synchronized Optional<PatientRecord> patient(String id, Actor actor) throws StoreException {
        call("patient.read", id, actor, () -> {
            RecordChecks.id("patient.id", id);
            return records.containsKey(id) ? "done" : "not_found";
        });
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public synchronized List<Patient> patients(String after, int limit, Actor actor) throws StoreException {
        call("patients.list", after, actor, () -> {
            if (!after.isEmpty()) {
                RecordChecks.id("after", after);
            }
            RecordChecks.range("limit", limit, 1, RecordChecks.PATIENTS, "patients in one answer");
            return "done";
        });
        return records.values().stream()
                .map(PatientRecord::patient)
                .filter(p -> p.id().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public void deletePatient(String id, Actor actor) throws StoreException {
        call("patient.delete", id, actor, () -> {
            RecordChecks.id("patient.id", id);
            held(id);
            records.remove(id);
            trail.replaceAll(e -> e.subject().equals(id)
                    ? new AuditEntry(e.number(), e.at(), e.actor(), e.action(), hash(id), e.outcome())
                    : e);
            return "done";
        });
    }

    @Override
    public void putObservation(String patient, Observation observation, Actor actor) throws StoreException {
        call("observation.put", patient, actor, () -> {
            RecordChecks.id("patient.id", patient);
            RecordChecks.observations(List.of(observation));
            add(patient, observation);
            return "done";
        });
    }

    private void add(String patient, Observation observation) throws StoreException {
        PatientRecord old = held(patient);
        known(observation.symptom());
        List<Observation> all = new ArrayList<>(old.observations());
        all.removeIf(o -> same(o, observation.symptom(), observation.side()));
        all.add(observation);
        put(old.patient(), all, old.studies(), old.results());
    }

    @Override
    public void removeObservation(String patient, String symptom, BodySide side, Actor actor) throws StoreException {
        call("observation.remove", patient, actor, () -> {
            RecordChecks.id("patient.id", patient);
            RecordChecks.id("observation.symptom", symptom);
            PatientRecord old = held(patient);
            List<Observation> all = new ArrayList<>(old.observations());
            if (!all.removeIf(o -> same(o, symptom, side))) {
                throw Refusals.noObservation(patient, symptom, side);
            }
            put(old.patient(), all, old.studies(), old.results());
            return "done";
        });
    }

    @Override
    public void putStudy(Study study, List<StoredResult> results, Actor actor) throws StoreException {
        call("study.put", study.patient(), actor, () -> {
            RecordChecks.study(study, results);
            add(study, results);
            return "done";
        });
    }

    private void add(Study study, List<StoredResult> results) throws StoreException {
        PatientRecord old = held(study.patient());
        for (PatientRecord other : records.values()) {
            if (!other.patient().id().equals(study.patient())
                    && other.studies().stream().anyMatch(s -> s.id().equals(study.id()))) {
                throw Refusals.othersStudy(study.id());
            }
            for (StoredResult r : results) {
                if (other.results().stream().anyMatch(o -> o.id().equals(r.id()))) {
                    throw Refusals.resultIsThere(r.id());
                }
            }
        }
        List<Study> studies = new ArrayList<>(old.studies());
        studies.removeIf(s -> s.id().equals(study.id()));
        studies.add(new Study(
                study.id(),
                study.patient(),
                study.acquired().map(InMemoryStore::micros),
                study.modality(),
                study.description()));
        List<StoredResult> all = new ArrayList<>(old.results());
        for (StoredResult r : results) {
            all.add(new StoredResult(r.id(), r.study(), r.kind(), r.schema(), r.document(), micros(r.made())));
        }
        put(old.patient(), old.observations(), studies, all);
    }

    @Override
    public synchronized Knowledge knowledge() throws StoreException {
        open();
        return knowledge;
    }

    @Override
    public void replaceKnowledge(Knowledge next, Actor actor) throws StoreException {
        call("knowledge.replace", "", actor, () -> {
            RecordChecks.knowledge(next);
            List<String> ids = next.symptoms().stream().map(Symptom::id).toList();
            Optional<String> lost = records.values().stream()
                    .flatMap(r -> r.observations().stream())
                    .map(Observation::symptom)
                    .filter(s -> !ids.contains(s))
                    .sorted()
                    .findFirst();
            if (lost.isPresent()) {
                throw Refusals.symptomInUse(lost.get());
            }
            knowledge = next;
            return "done";
        });
    }

    @Override
    public synchronized Providers providers() throws StoreException {
        open();
        return providers;
    }

    @Override
    public void replaceProviders(Providers next, Actor actor) throws StoreException {
        call("providers.replace", "", actor, () -> {
            RecordChecks.providers(next);
            providers = next;
            return "done";
        });
    }

    @Override
    public void note(String action, Actor actor) throws StoreException {
        call(action, "", actor, () -> "done");
    }

    @Override
    public synchronized List<AuditEntry> audit(int limit) throws StoreException {
        open();
        RecordChecks.range("limit", limit, 1, RecordChecks.ENTRIES, "audit entries in one answer");
        List<AuditEntry> newest = new ArrayList<>(trail);
        Collections.reverse(newest);
        return newest.stream().limit(limit).toList();
    }

    @Override
    public String describe() {
        return "in memory";
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private interface Work {
        /** @return the outcome */
        String run() throws StoreException;
    }

    private synchronized void call(String action, String subject, Actor actor, Work work) throws StoreException {
        open();
        RecordChecks.actor(actor);
        Map<String, PatientRecord> before = new TreeMap<>(records);
        String outcome = "";
        try {
            outcome = work.run();
        } catch (StoreException e) {
            records = before;
            outcome = e.reason().name().toLowerCase(Locale.ROOT);
            throw e;
        } finally {
            String shown = subject.isEmpty() || records.containsKey(subject) ? subject : hash(subject);
            trail.add(new AuditEntry(trail.size() + 1L, micros(Instant.now()), actor, action, shown, outcome));
        }
    }

    private void put(Patient patient, List<Observation> observations, List<Study> studies, List<StoredResult> results) {
        records.put(
                patient.id(),
                new PatientRecord(
                        patient,
                        observations.stream()
                                .sorted(Comparator.comparing(Observation::symptom)
                                        .thenComparing(Observation::side))
                                .toList(),
                        studies.stream()
                                .sorted(Comparator.comparing(
                                                (Study s) -> s.acquired().orElse(Instant.MAX))
                                        .thenComparing(Study::id))
                                .toList(),
                        results.stream()
                                .sorted(Comparator.comparing(StoredResult::made).thenComparing(StoredResult::id))
                                .toList()));
    }

    private PatientRecord held(String id) throws StoreException {
        PatientRecord record = records.get(id);
        if (record == null) {
            throw Refusals.noPatient(id);
        }
        return record;
    }

    private void known(String symptom) throws StoreException {
        if (knowledge.symptoms().stream().noneMatch(s -> s.id().equals(symptom))) {
            throw Refusals.unknownSymptom(symptom);
        }
    }

    private void open() throws StoreException {
        if (closed) {
            throw Refusals.closed();
        }
    }

    private static boolean same(Observation o, String symptom, BodySide side) {
        return o.symptom().equals(symptom) && o.side() == side;
    }

    private static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    private String hash(String id) {
        try {
            return "hash:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest((salt + id).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
