package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.MUTE;
import static org.foldlink.clinical.StoreSamples.NOON;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.named;
import static org.foldlink.clinical.StoreSamples.result;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.foldlink.clinical.StoreException.Reason;
import org.junit.jupiter.api.Test;

/** Patients, observations and studies in a store. */
interface PatientsContract {

    ClinicalStore store();

    @Test
    default void aPatientComesBackAsItWasPut() throws Exception {
        store().putPatient(P1, List.of(WEAK, MUTE), ANN);
        Study study = new Study("1.2.3", "P1", Optional.of(NOON), "MR", "Head");
        StoredResult result = new StoredResult("r1", "1.2.3", "site", 1, "{\"lobe\": \"frontal\"}", NOON);
        store().putStudy(study, List.of(result), ANN);

        assertThat(store().patient("P1", ANN))
                .contains(new PatientRecord(P1, List.of(MUTE, WEAK), List.of(study), List.of(result)));
        assertThat(store().patient("P2", ANN)).isEmpty();
        assertThat(store().patient("p1", ANN)).isEmpty();
    }

    @Test
    default void whatIsNotKnownStaysNotKnown() throws Exception {
        Patient bare = new Patient("P1", Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN);
        store().putPatient(bare, ANN);
        Study study = new Study("1", "P1", Optional.empty(), "", "");
        store().putStudy(study, List.of(), ANN);

        assertThat(store().patient("P1", ANN)).contains(new PatientRecord(bare, List.of(), List.of(study), List.of()));
    }

    @Test
    default void puttingAPatientAgainChangesItAndKeepsTheRest() throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        Patient older =
                new Patient("P1", Optional.empty(), Optional.of(Sex.OTHER), OptionalInt.of(62), Dominance.RIGHT);

        store().putPatient(older, ANN);

        PatientRecord record = store().patient("P1", ANN).orElseThrow();
        assertThat(record.patient()).isEqualTo(older);
        assertThat(record.observations()).containsExactly(WEAK);
        assertThat(record.studies()).hasSize(1);
        assertThat(record.results()).hasSize(1);
    }

    @Test
    default void puttingAPatientWithObservationsReplacesThem() throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);

        store().putPatient(P1, List.of(MUTE), ANN);

        assertThat(store().patient("P1", ANN).orElseThrow().observations()).containsExactly(MUTE);
    }

    @Test
    default void aPatientAndItsObservationsAreBothPutOrNeither() throws Exception {
        Observation unknown = new Observation("hiccups", BodySide.LEFT, Optional.empty(), Optional.empty());

        assertRefused(
                () -> store().putPatient(P1, List.of(WEAK, unknown), ANN),
                Reason.INVALID,
                "observation.symptom = \"hiccups\" (expected the id of a symptom that the store knows)");

        assertThat(store().patient("P1", ANN)).isEmpty();
    }

    @Test
    default void anObservationIsReplacedBySymptomAndSide() throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);
        Observation better =
                new Observation("hemiparesis", BodySide.LEFT, Optional.empty(), Optional.of(Severity.MILD));
        Observation other = new Observation("hemiparesis", BodySide.RIGHT, Optional.empty(), Optional.empty());

        store().putObservation("P1", better, ANN);
        store().putObservation("P1", other, ANN);
        assertThat(store().patient("P1", ANN).orElseThrow().observations()).containsExactly(better, other);

        store().removeObservation("P1", "hemiparesis", BodySide.LEFT, ANN);
        assertThat(store().patient("P1", ANN).orElseThrow().observations()).containsExactly(other);
    }

    @Test
    default void whatIsNotHeldIsSaid() {
        assertRefused(
                () -> store().putObservation("P1", WEAK, ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
        assertRefused(
                () -> store().deletePatient("P1", ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
        assertRefused(
                () -> store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
    }

    @Test
    default void anObservationThatIsNotHeldCannotBeRemoved() throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);

        assertRefused(
                () -> store().removeObservation("P1", "hemiparesis", BodySide.RIGHT, ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" has no observation \"hemiparesis\" RIGHT (expected one that the patient's record lists)");
    }

    @Test
    default void aStudyAndItsResultsAreAllPutOrNone() throws Exception {
        store().putPatient(P1, ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);

        assertRefused(
                () -> store().putStudy(
                                new Study("2", "P1", Optional.empty(), "MR", ""),
                                List.of(result("r2", "2"), result("r1", "2")),
                                ANN),
                Reason.CONFLICT,
                "result \"r1\" is held already (expected a new id; results are never replaced)");

        PatientRecord record = store().patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).extracting(Study::id).containsExactly("1");
        assertThat(record.results()).extracting(StoredResult::id).containsExactly("r1");
    }

    @Test
    default void aStudyIsReplacedAndKeepsItsResults() throws Exception {
        store().putPatient(P1, ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", "first"), List.of(result("r1", "1")), ANN);
        store().putStudy(new Study("1", "P1", Optional.of(NOON), "CT", "second"), List.of(result("r2", "1")), ANN);

        PatientRecord record = store().patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).containsExactly(new Study("1", "P1", Optional.of(NOON), "CT", "second"));
        assertThat(record.results()).extracting(StoredResult::id).containsExactly("r1", "r2");
    }

    @Test
    default void aStudyOfAnotherPatientIsAConflict() throws Exception {
        store().putPatient(P1, ANN);
        store().putPatient(named("P2"), ANN);
        store().putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN);

        assertRefused(
                () -> store().putStudy(new Study("1", "P2", Optional.empty(), "MR", ""), List.of(), ANN),
                Reason.CONFLICT,
                "study \"1\" is held of another patient (expected a study of this one; check the id)");
    }

    @Test
    default void aRecordIsAddedToWhatIsHeld() throws Exception {
        Observation milder =
                new Observation("hemiparesis", BodySide.LEFT, Optional.empty(), Optional.of(Severity.MILD));
        Study first = new Study("1", "P1", Optional.empty(), "MR", "first");
        Study again = new Study("1", "P1", Optional.empty(), "MR", "again");
        Study second = new Study("2", "P1", Optional.of(NOON), "MR", "");
        store().putRecord(new PatientRecord(P1, List.of(WEAK), List.of(first), List.of(result("r1", "1"))), ANN);
        store().putObservation("P1", MUTE, ANN);
        Patient older =
                new Patient("P1", Optional.empty(), Optional.of(Sex.OTHER), OptionalInt.of(62), Dominance.RIGHT);

        store().putRecord(
                        new PatientRecord(
                                older,
                                List.of(milder),
                                List.of(again, second),
                                List.of(result("r3", "2"), result("r2", "1"))),
                        ANN);

        PatientRecord held = store().patient("P1", ANN).orElseThrow();
        assertThat(held.patient()).isEqualTo(older);
        assertThat(held.observations()).containsExactly(MUTE, milder);
        assertThat(held.studies()).containsExactly(second, again);
        assertThat(held.results()).extracting(StoredResult::id).containsExactly("r1", "r2", "r3");
    }

    @Test
    default void aRecordIsAllPutOrNone() throws Exception {
        store().putPatient(named("P2"), ANN);
        store().putStudy(new Study("2", "P2", Optional.empty(), "MR", ""), List.of(), ANN);
        Study own = new Study("1", "P1", Optional.empty(), "MR", "");
        Study others = new Study("2", "P1", Optional.empty(), "MR", "");
        PatientRecord record = new PatientRecord(P1, List.of(WEAK), List.of(own, others), List.of(result("r1", "1")));

        assertRefused(
                () -> store().putRecord(record, ANN),
                Reason.CONFLICT,
                "study \"2\" is held of another patient (expected a study of this one; check the id)");
        assertThat(store().patient("P1", ANN)).isEmpty();

        store().putPatient(P1, List.of(MUTE), ANN);
        assertRefused(
                () -> store().putRecord(record, ANN),
                Reason.CONFLICT,
                "study \"2\" is held of another patient (expected a study of this one; check the id)");
        assertThat(store().patient("P1", ANN)).contains(new PatientRecord(P1, List.of(MUTE), List.of(), List.of()));
    }

    @Test
    default void aRecordHasNothingOfOthers() {
        Study own = new Study("1", "P1", Optional.empty(), "MR", "");
        Study others = new Study("2", "P2", Optional.empty(), "MR", "");
        assertRefused(
                () -> store().putRecord(new PatientRecord(P1, List.of(), List.of(own, others), List.of()), ANN),
                Reason.INVALID,
                "study.patient = \"P2\" (expected the id of the patient that it comes with)");
        assertRefused(
                () -> store().putRecord(new PatientRecord(P1, List.of(), List.of(own, own), List.of()), ANN),
                Reason.INVALID,
                "study.id = \"1\" (expected each once)");
        assertRefused(
                () -> store().putRecord(new PatientRecord(P1, List.of(), List.of(own), List.of(result("r", "9"))), ANN),
                Reason.INVALID,
                "result.study = \"9\" (expected the id of a study that it comes with)");
    }

    @Test
    default void timesAreKeptToTheMicrosecond() throws Exception {
        store().putPatient(P1, ANN);
        Instant fine = Instant.parse("2026-10-25T01:30:00.123456789Z");
        Instant early = Instant.parse("1800-01-01T00:00:00Z");
        Instant late = Instant.parse("9999-12-31T23:59:59.999999Z");
        for (Instant at : List.of(fine, early, late)) {
            store().putStudy(
                            new Study("s" + at.getNano() + at.getEpochSecond(), "P1", Optional.of(at), "", ""),
                            List.of(),
                            ANN);
        }
        assertThat(store().patient("P1", ANN).orElseThrow().studies())
                .extracting(s -> s.acquired().orElseThrow())
                .containsExactly(early, Instant.parse("2026-10-25T01:30:00.123456Z"), late);
    }

    @Test
    default void aLongDocumentComesBackWhole() throws Exception {
        store().putPatient(P1, ANN);
        String document = "{\"text\": \"" + "\u00E9\uD83E\uDDE0\\u0000".repeat(300_000) + "\"}\n";
        store().putStudy(
                        new Study("1", "P1", Optional.empty(), "MR", ""),
                        List.of(new StoredResult("r", "1", "site", 3, document, NOON)),
                        ANN);

        assertThat(store().patient("P1", ANN).orElseThrow().results().get(0).document())
                .isEqualTo(document);
    }

    @Test
    default void patientsAreListedByTheirCharactersCodes() throws Exception {
        List<String> ids = List.of("Z", "a", "B", "10", "9", "\u00E9", "_", "b", "A b", "A-b", "\u05D0", "z");
        for (String id : ids) {
            store().putPatient(named(id), ANN);
        }
        List<String> sorted = ids.stream().sorted().toList();

        assertThat(store().patients("", 1000, ANN)).extracting(Patient::id).containsExactlyElementsOf(sorted);
        assertThat(store().patients("B", 3, ANN)).extracting(Patient::id).containsExactly("Z", "_", "a");
        assertThat(store().patients("A", 1, ANN)).extracting(Patient::id).containsExactly("A b");
        assertThat(store().patients("\u05D0", 3, ANN)).isEmpty();
    }
}
