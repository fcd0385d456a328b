package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.NOON;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertInvalid;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.with;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.foldlink.clinical.StoreException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that a store must bring back unharmed, and those that it must refuse. */
interface TextsContract {

    ClinicalStore store();

    /** Texts that break stores that put them into SQL, cut them by bytes, or know one alphabet. */
    List<String> TEXTS = List.of(
            "'; DROP TABLE patients; --",
            "\" OR \"\"=\"",
            "x' OR '1'='1' /*",
            "Robert'); DELETE FROM audit WHERE ('1'='1",
            ":id ?1 ? {fn now()} ${code_order} $1 \\' \\\\ %s %_",
            "\uD83E\uDDE0 Tumour \uD83D\uDC69\u200D\u2695\uFE0F",
            "\u05DE\u05D8\u05D5\u05E4\u05DC \u202Bright to left\u202C \u0645\u0631\u064A\u0636",
            "\uD834\uDD1E\uD840\uDC00\uDBFF\uDFFD",
            "e\u0301 is not \u00E9; \u0130\u0131\u00DF\uFB01",
            "NULL");

    static Stream<String> texts() {
        return TEXTS.stream();
    }

    @ParameterizedTest
    @MethodSource("org.foldlink.clinical.TextsContract#texts")
    default void everyTextComesBackAsItWasPutAndIsNeverSql(String text) throws Exception {
        Actor actor = new Actor(text, text);
        Patient patient = new Patient(text, Optional.of(text), Optional.empty(), OptionalInt.empty(), Dominance.LEFT);
        store().putPatient(P1, List.of(WEAK), ANN);
        Knowledge knowledge = new Knowledge(
                Stream.concat(
                                SMALL.symptoms().stream(),
                                Stream.of(new Symptom(
                                        text,
                                        text,
                                        List.of(text, text + "2"),
                                        Symptom.Kind.SIGN,
                                        text,
                                        Optional.empty())))
                        .toList(),
                List.of(new Rule(text, "hippocampus", Rule.Laterality.EITHER, 0.5, text, text)),
                List.of(new Reference(text, text)));
        Providers providers = new Providers(
                List.of(new Hospital(text, text, text, Optional.empty(), List.of(text), List.of(text))),
                List.of(new Doctor(text, text, text, text, List.of(text))));
        Observation observation = new Observation(text, BodySide.BOTH, Optional.empty(), Optional.empty());
        Study study = new Study(text, text, Optional.empty(), text.substring(0, 4), text);
        String quoted = new ObjectMapper().writeValueAsString(text);
        StoredResult result = new StoredResult(text, text, text, 1, "{" + quoted + ":" + quoted + "}", NOON);

        store().replaceKnowledge(knowledge, actor);
        store().replaceProviders(providers, actor);
        store().putPatient(patient, List.of(observation), actor);
        store().putStudy(study, List.of(result), actor);

        assertThat(store().knowledge()).isEqualTo(knowledge);
        assertThat(store().providers()).isEqualTo(providers);
        assertThat(store().patient(text, actor))
                .contains(new PatientRecord(patient, List.of(observation), List.of(study), List.of(result)));
        assertThat(store().patients("", 10, actor)).extracting(Patient::id).containsExactlyInAnyOrder("P1", text);
        assertThat(store().patients(text, 10, actor)).extracting(Patient::id).doesNotContain(text);
        store().removeObservation(text, text, BodySide.BOTH, actor);
        assertThat(store().audit(1).get(0))
                .extracting(AuditEntry::actor, AuditEntry::subject)
                .containsExactly(actor, text);
        store().deletePatient(text, actor);
        assertThat(store().audit(1000)).noneMatch(e -> e.subject().equals(text)).hasSize(10);
        assertThat(store().patient("P1", ANN).orElseThrow().observations()).containsExactly(WEAK);
    }

    static Stream<String> badTexts() {
        return Stream.of(
                "a\u0000b", "a\nb", "a\u007Fb", "a\u0085b", "a\u2028b", "a\uD800b", "\uDC00", "x".repeat(4_000_001));
    }

    @ParameterizedTest
    @MethodSource("org.foldlink.clinical.TextsContract#badTexts")
    default void aBadTextIsRefusedInEveryField(String bad) throws Exception {
        store().putPatient(P1, List.of(WEAK), ANN);
        String id = "1 to 64 characters, no control characters, no white space at either end";
        Patient patient = new Patient(bad, Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.LEFT);
        Study study = new Study("1", "P1", Optional.empty(), "MR", "");
        Symptom symptom = SMALL.symptoms().get(0);

        assertInvalid(() -> store().putPatient(patient, ANN), "patient.id", bad, id);
        assertInvalid(() -> store().patient(bad, ANN), "patient.id", bad, id);
        assertInvalid(() -> store().deletePatient(bad, ANN), "patient.id", bad, id);
        assertInvalid(() -> store().patients(bad, 5, ANN), "after", bad, id);
        assertInvalid(() -> store().putObservation(bad, WEAK, ANN), "patient.id", bad, id);
        assertInvalid(
                () -> store().putObservation(
                                "P1", new Observation(bad, BodySide.LEFT, Optional.empty(), Optional.empty()), ANN),
                "observation.symptom",
                bad,
                id);
        assertInvalid(() -> store().removeObservation("P1", bad, BodySide.LEFT, ANN), "observation.symptom", bad, id);
        assertInvalid(
                () -> store().putPatient(
                                new Patient(
                                        "P1", Optional.of(bad), Optional.empty(), OptionalInt.empty(), Dominance.LEFT),
                                ANN),
                "patient.pseudonym",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store().putStudy(new Study(bad, "P1", Optional.empty(), "", ""), List.of(), ANN),
                "study.id",
                bad,
                id);
        assertInvalid(
                () -> store().putStudy(new Study("1", bad, Optional.empty(), "", ""), List.of(), ANN),
                "study.patient",
                bad,
                id);
        assertInvalid(
                () -> store().putStudy(new Study("1", "P1", Optional.empty(), bad, ""), List.of(), ANN),
                "study.modality",
                bad,
                "at most 16 characters, no control characters");
        assertInvalid(
                () -> store().putStudy(new Study("1", "P1", Optional.empty(), "", bad), List.of(), ANN),
                "study.description",
                bad,
                "at most 1000 characters, no control characters");
        for (StoredResult r : List.of(
                new StoredResult(bad, "1", "k", 1, "{}", NOON), new StoredResult("r", "1", bad, 1, "{}", NOON))) {
            assertInvalid(
                    () -> store().putStudy(study, List.of(r), ANN),
                    r.kind().equals(bad) ? "result.kind" : "result.id",
                    bad,
                    id);
        }
        assertInvalid(
                () -> store().replaceKnowledge(
                                with(new Symptom(bad, "n", List.of(), symptom.kind(), "", Optional.empty())), ANN),
                "symptom.id",
                bad,
                id);
        assertInvalid(
                () -> store().replaceKnowledge(
                                with(new Symptom("n", "n", List.of(bad), symptom.kind(), "", Optional.empty())), ANN),
                "symptom.synonyms",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store().replaceProviders(
                                new Providers(
                                        List.of(new Hospital("h", "H", "", Optional.empty(), List.of(bad), List.of())),
                                        List.of()),
                                ANN),
                "hospital.departments",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store().patient("P1", new Actor("local", bad)),
                "actor.claimedName",
                bad,
                "at most 200 characters, no control characters");

        assertThat(store().patient("P1", ANN)).contains(new PatientRecord(P1, List.of(WEAK), List.of(), List.of()));
        assertThat(store().audit(1000)).noneMatch(e -> e.toString().contains(bad));
    }

    @Test
    default void numbersDaysAndDocumentsOutOfRangeAreRefused() throws Exception {
        store().putPatient(P1, ANN);
        Study study = new Study("1", "P1", Optional.empty(), "MR", "");
        assertRefused(
                () -> store().putPatient(
                                new Patient(
                                        "P1", Optional.empty(), Optional.empty(), OptionalInt.of(131), Dominance.LEFT),
                                ANN),
                Reason.INVALID,
                "patient.age = 131 (expected 0 to 130: years)");
        assertRefused(
                () -> store().putObservation(
                                "P1",
                                new Observation(
                                        "aphasia",
                                        BodySide.LEFT,
                                        Optional.of(LocalDate.of(1799, 12, 31)),
                                        Optional.empty()),
                                ANN),
                Reason.INVALID,
                "observation.onset = 1799-12-31 (expected a day from 1800-01-01 to 9999-12-31)");
        assertRefused(
                () -> store().putStudy(new Study("1", "P1", Optional.of(Instant.MAX), "", ""), List.of(), ANN),
                Reason.INVALID,
                "study.acquired = +1000000000-12-31T23:59:59.999999999Z (expected a time from 1800-01-01 to 9999-12-31)");
        assertRefused(
                () -> store().putStudy(study, List.of(new StoredResult("r", "1", "site", 1, "{} {}", NOON)), ANN),
                Reason.INVALID,
                "result.document = \"{} {}\" (expected a JSON object)");
        assertRefused(
                () -> store().putStudy(study, List.of(new StoredResult("r", "2", "site", 1, "{}", NOON)), ANN),
                Reason.INVALID,
                "result.study = 2 (expected the id of the study that it comes with, 1)");
        assertRefused(
                () -> store().putStudy(study, List.of(new StoredResult("r", "1", "site", 0, "{}", NOON)), ANN),
                Reason.INVALID,
                "result.schema = 0 (expected 1 to 1000000: the version of the document's form)");
        assertRefused(
                () -> store().putPatient(P1, List.of(WEAK, WEAK), ANN),
                Reason.INVALID,
                "observation = hemiparesis LEFT (expected each symptom once a side; record it once, with the onset and"
                        + " severity that hold)");
        assertRefused(
                () -> store().audit(10_001),
                Reason.INVALID,
                "limit = 10001 (expected 1 to 10000: audit entries in one answer)");
        assertThat(store().patient("P1", ANN)).contains(new PatientRecord(P1, List.of(), List.of(), List.of()));
    }
}
