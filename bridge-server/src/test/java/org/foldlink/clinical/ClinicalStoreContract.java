package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.foldlink.clinical.StoreException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store does. */
public abstract class ClinicalStoreContract {

    protected static final Actor ANN = new Actor("192.0.2.7", "ann");

    /** What a new store knows. */
    protected static final Knowledge SMALL = new Knowledge(
            List.of(
                    new Symptom(
                            "hemiparesis",
                            "Weakness of one side",
                            List.of("hemiplegia", "a weak side"),
                            Symptom.Kind.SIGN,
                            "hemiparesis",
                            Optional.of("50582007")),
                    new Symptom("aphasia", "Loss of speech", List.of(), Symptom.Kind.SYMPTOM, "", Optional.empty())),
            List.of(
                    new Rule(
                            "hemiparesis",
                            "precentral_gyrus",
                            Rule.Laterality.CONTRALATERAL,
                            0.7,
                            "book-2",
                            "the motor cortex moves the other side"),
                    new Rule("aphasia", "inferior_frontal_gyrus", Rule.Laterality.DOMINANT, 1, "book-1", "")),
            List.of(new Reference("book-2", "A second book."), new Reference("book-1", "A book.")));

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Patient P1 =
            new Patient("P1", Optional.of("Kestrel"), Optional.of(Sex.FEMALE), OptionalInt.of(61), Dominance.LEFT);
    private static final Observation WEAK = new Observation(
            "hemiparesis", BodySide.LEFT, Optional.of(LocalDate.of(2026, 2, 28)), Optional.of(Severity.SEVERE));
    private static final Observation MUTE =
            new Observation("aphasia", BodySide.UNKNOWN, Optional.empty(), Optional.empty());

    /** Texts that break stores that put them into SQL, cut them by bytes, or know one alphabet. */
    private static final List<String> TEXTS = List.of(
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

    private ClinicalStore store;

    /** A new one that knows {@link #SMALL}. */
    protected abstract ClinicalStore open() throws Exception;

    @BeforeEach
    void make() throws Exception {
        store = open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    protected final ClinicalStore store() {
        return store;
    }

    @Test
    void aPatientComesBackAsItWasPut() throws Exception {
        store.putPatient(P1, List.of(WEAK, MUTE), ANN);
        Study study = new Study("1.2.3", "P1", Optional.of(NOON), "MR", "Head");
        StoredResult result = new StoredResult("r1", "1.2.3", "site", 1, "{\"lobe\": \"frontal\"}", NOON);
        store.putStudy(study, List.of(result), ANN);

        assertThat(store.patient("P1", ANN))
                .contains(new PatientRecord(P1, List.of(MUTE, WEAK), List.of(study), List.of(result)));
        assertThat(store.patient("P2", ANN)).isEmpty();
        assertThat(store.patient("p1", ANN)).isEmpty();
    }

    @Test
    void whatIsNotKnownStaysNotKnown() throws Exception {
        Patient bare = new Patient("P1", Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN);
        store.putPatient(bare, ANN);
        Study study = new Study("1", "P1", Optional.empty(), "", "");
        store.putStudy(study, List.of(), ANN);

        assertThat(store.patient("P1", ANN)).contains(new PatientRecord(bare, List.of(), List.of(study), List.of()));
    }

    @Test
    void puttingAPatientAgainChangesItAndKeepsTheRest() throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        Patient older =
                new Patient("P1", Optional.empty(), Optional.of(Sex.OTHER), OptionalInt.of(62), Dominance.RIGHT);

        store.putPatient(older, ANN);

        PatientRecord record = store.patient("P1", ANN).orElseThrow();
        assertThat(record.patient()).isEqualTo(older);
        assertThat(record.observations()).containsExactly(WEAK);
        assertThat(record.studies()).hasSize(1);
        assertThat(record.results()).hasSize(1);
    }

    @Test
    void puttingAPatientWithObservationsReplacesThem() throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);

        store.putPatient(P1, List.of(MUTE), ANN);

        assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(MUTE);
    }

    @Test
    void aPatientAndItsObservationsAreBothPutOrNeither() throws Exception {
        Observation unknown = new Observation("hiccups", BodySide.LEFT, Optional.empty(), Optional.empty());

        assertRefused(
                () -> store.putPatient(P1, List.of(WEAK, unknown), ANN),
                Reason.INVALID,
                "observation.symptom = \"hiccups\" (expected the id of a symptom that the store knows)");

        assertThat(store.patient("P1", ANN)).isEmpty();
    }

    @Test
    void anObservationIsReplacedBySymptomAndSide() throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);
        Observation better =
                new Observation("hemiparesis", BodySide.LEFT, Optional.empty(), Optional.of(Severity.MILD));
        Observation other = new Observation("hemiparesis", BodySide.RIGHT, Optional.empty(), Optional.empty());

        store.putObservation("P1", better, ANN);
        store.putObservation("P1", other, ANN);
        assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(better, other);

        store.removeObservation("P1", "hemiparesis", BodySide.LEFT, ANN);
        assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(other);
    }

    @Test
    void whatIsNotHeldIsSaid() {
        assertRefused(
                () -> store.putObservation("P1", WEAK, ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
        assertRefused(
                () -> store.deletePatient("P1", ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
        assertRefused(
                () -> store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" is not held (expected one that was put before)");
    }

    @Test
    void anObservationThatIsNotHeldCannotBeRemoved() throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);

        assertRefused(
                () -> store.removeObservation("P1", "hemiparesis", BodySide.RIGHT, ANN),
                Reason.NOT_FOUND,
                "patient \"P1\" has no observation \"hemiparesis\" RIGHT (expected one that the patient's record lists)");
    }

    @Test
    void aStudyAndItsResultsAreAllPutOrNone() throws Exception {
        store.putPatient(P1, ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);

        assertRefused(
                () -> store.putStudy(
                        new Study("2", "P1", Optional.empty(), "MR", ""),
                        List.of(result("r2", "2"), result("r1", "2")),
                        ANN),
                Reason.CONFLICT,
                "result \"r1\" is held already (expected a new id; results are never replaced)");

        PatientRecord record = store.patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).extracting(Study::id).containsExactly("1");
        assertThat(record.results()).extracting(StoredResult::id).containsExactly("r1");
    }

    @Test
    void aStudyIsReplacedAndKeepsItsResults() throws Exception {
        store.putPatient(P1, ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", "first"), List.of(result("r1", "1")), ANN);
        store.putStudy(new Study("1", "P1", Optional.of(NOON), "CT", "second"), List.of(result("r2", "1")), ANN);

        PatientRecord record = store.patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).containsExactly(new Study("1", "P1", Optional.of(NOON), "CT", "second"));
        assertThat(record.results()).extracting(StoredResult::id).containsExactly("r1", "r2");
    }

    @Test
    void aStudyOfAnotherPatientIsAConflict() throws Exception {
        store.putPatient(P1, ANN);
        store.putPatient(named("P2"), ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN);

        assertRefused(
                () -> store.putStudy(new Study("1", "P2", Optional.empty(), "MR", ""), List.of(), ANN),
                Reason.CONFLICT,
                "study \"1\" is held of another patient (expected a study of this one; check the id)");
    }

    @Test
    void timesAreKeptToTheMicrosecond() throws Exception {
        store.putPatient(P1, ANN);
        Instant fine = Instant.parse("2026-10-25T01:30:00.123456789Z");
        Instant early = Instant.parse("1800-01-01T00:00:00Z");
        Instant late = Instant.parse("9999-12-31T23:59:59.999999Z");
        for (Instant at : List.of(fine, early, late)) {
            store.putStudy(
                    new Study("s" + at.getNano() + at.getEpochSecond(), "P1", Optional.of(at), "", ""), List.of(), ANN);
        }
        assertThat(store.patient("P1", ANN).orElseThrow().studies())
                .extracting(s -> s.acquired().orElseThrow())
                .containsExactly(early, Instant.parse("2026-10-25T01:30:00.123456Z"), late);
    }

    @Test
    void aLongDocumentComesBackWhole() throws Exception {
        store.putPatient(P1, ANN);
        String document = "{\"text\": \"" + "\u00E9\uD83E\uDDE0\\u0000".repeat(300_000) + "\"}\n";
        store.putStudy(
                new Study("1", "P1", Optional.empty(), "MR", ""),
                List.of(new StoredResult("r", "1", "site", 3, document, NOON)),
                ANN);

        assertThat(store.patient("P1", ANN).orElseThrow().results().get(0).document())
                .isEqualTo(document);
    }

    @Test
    void patientsAreListedByTheirCharactersCodes() throws Exception {
        List<String> ids = List.of("Z", "a", "B", "10", "9", "\u00E9", "_", "b", "A b", "A-b", "\u05D0", "z");
        for (String id : ids) {
            store.putPatient(named(id), ANN);
        }
        List<String> sorted = ids.stream().sorted().toList();

        assertThat(store.patients("", 1000, ANN)).extracting(Patient::id).containsExactlyElementsOf(sorted);
        assertThat(store.patients("B", 3, ANN)).extracting(Patient::id).containsExactly("Z", "_", "a");
        assertThat(store.patients("A", 1, ANN)).extracting(Patient::id).containsExactly("A b");
        assertThat(store.patients("\u05D0", 3, ANN)).isEmpty();
    }

    @Test
    void aDeletedPatientIsGoneFromEverywhere() throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);
        store.putPatient(named("P2"), List.of(MUTE), ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        assertThat(store.patient("P1", ANN)).isPresent();

        store.deletePatient("P1", ANN);
        assertThat(store.patient("P1", ANN)).isEmpty();

        List<AuditEntry> trail = store.audit(1000);
        assertThat(trail).noneMatch(e -> e.toString().contains("P1"));
        List<String> subjects =
                trail.stream().map(AuditEntry::subject).distinct().toList();
        assertThat(subjects).hasSize(2).contains("P2").anyMatch(s -> s.matches("hash:[0-9a-f]{64}"));
        assertThat(store.patient("P2", ANN).orElseThrow().observations()).containsExactly(MUTE);

        store.putPatient(P1, ANN);
        PatientRecord again = store.patient("P1", ANN).orElseThrow();
        assertThat(again).isEqualTo(new PatientRecord(P1, List.of(), List.of(), List.of()));
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(result("r1", "1")), ANN);
        store.replaceKnowledge(SMALL, ANN);
    }

    @Test
    void theTrailTellsWhatWasAskedAndChangedAndRefused() throws Exception {
        Actor nobody = new Actor("local", "");
        store.putPatient(P1, ANN);
        store.patient("P1", nobody);
        store.patient("P9", nobody);
        store.patients("P1", 10, nobody);
        store.putObservation("P1", WEAK, ANN);
        store.removeObservation("P1", "hemiparesis", BodySide.LEFT, ANN);
        store.putStudy(new Study("1", "P1", Optional.empty(), "MR", ""), List.of(), ANN);
        catchThrowableOfType(StoreException.class, () -> store.removeObservation("P1", "x", BodySide.LEFT, ANN));
        catchThrowableOfType(StoreException.class, () -> store.patients("", 0, ANN));
        store.replaceKnowledge(SMALL, ANN);
        store.replaceProviders(new Providers(List.of(), List.of()), ANN);

        List<AuditEntry> trail = store.audit(1000);
        assertThat(trail.stream()
                        .map(e -> List.of(
                                e.actor(), e.action(), e.subject().replaceAll("^hash:.*", "hash"), e.outcome())))
                .containsExactly(
                        List.of(ANN, "providers.replace", "", "done"),
                        List.of(ANN, "knowledge.replace", "", "done"),
                        List.of(ANN, "patients.list", "", "invalid"),
                        List.of(ANN, "observation.remove", "P1", "not_found"),
                        List.of(ANN, "study.put", "P1", "done"),
                        List.of(ANN, "observation.remove", "P1", "done"),
                        List.of(ANN, "observation.put", "P1", "done"),
                        List.of(nobody, "patients.list", "P1", "done"),
                        List.of(nobody, "patient.read", "hash", "not_found"),
                        List.of(nobody, "patient.read", "P1", "done"),
                        List.of(ANN, "patient.put", "P1", "done"));
        assertThat(trail).isSortedAccordingTo((a, b) -> Long.compare(b.number(), a.number()));
        assertThat(trail)
                .allMatch(e -> !e.at().isAfter(Instant.now())
                        && e.at().isAfter(Instant.now().minusSeconds(600)));
        assertThat(store.audit(2)).isEqualTo(trail.subList(0, 2));
    }

    @Test
    void knowledgeAndProvidersComeBackAsTheyWerePut() throws Exception {
        assertThat(store.knowledge()).isEqualTo(SMALL);
        assertThat(store.providers()).isEqualTo(new Providers(List.of(), List.of()));

        Knowledge turned = new Knowledge(
                List.of(
                        new Symptom("new", "New", List.of("b", "a"), Symptom.Kind.SIGN, "n", Optional.empty()),
                        SMALL.symptoms().get(1)),
                List.of(new Rule("new", "hippocampus", Rule.Laterality.EITHER, 0.05, "book-3", "why")),
                List.of(new Reference("book-3", "Third.")));
        Providers two = providers("x", "y");
        store.replaceKnowledge(turned, ANN);
        store.replaceProviders(providers("old"), ANN);
        store.replaceProviders(two, ANN);

        assertThat(store.knowledge()).isEqualTo(turned);
        assertThat(store.providers()).isEqualTo(two);
    }

    @Test
    void aTableThatDoesNotHoldTogetherIsRefusedAsAWhole() throws Exception {
        Rule rule = SMALL.rules().get(0);
        assertRefused(
                () -> store.replaceKnowledge(
                        with(new Rule("x", rule.region(), rule.laterality(), 1, "book-1", "")), ANN),
                Reason.INVALID,
                "rule.symptom = \"x\" (expected one of the symptoms)");
        assertRefused(
                () -> store.replaceKnowledge(with(new Rule("aphasia", "toe", rule.laterality(), 1, "book-1", "")), ANN),
                Reason.INVALID,
                "rule.region = \"toe\" (expected an id of regions.csv)");
        assertRefused(
                () -> store.replaceKnowledge(
                        with(new Rule("aphasia", rule.region(), rule.laterality(), 1, "book-9", "")), ANN),
                Reason.INVALID,
                "rule.reference = \"book-9\" (expected one of the references)");
        assertRefused(
                () -> store.replaceKnowledge(
                        with(new Rule("aphasia", rule.region(), rule.laterality(), Double.NaN, "book-1", "")), ANN),
                Reason.INVALID,
                "rule.weight = NaN of aphasia -> precentral_gyrus (expected above 0, up to 1)");
        assertRefused(
                () -> store.replaceKnowledge(with(rule), ANN),
                Reason.INVALID,
                "rule = hemiparesis -> precentral_gyrus contralateral (expected each symptom, region and laterality once"
                        + " together)");
        Providers lost = new Providers(
                providers("x").hospitals(), List.of(new Doctor("d", "D", "nowhere", "surgery", List.of())));
        assertRefused(
                () -> store.replaceProviders(lost, ANN),
                Reason.INVALID,
                "doctor.hospital = \"nowhere\" (expected one of the hospitals)");

        assertThat(store.knowledge()).isEqualTo(SMALL);
        assertThat(store.providers().hospitals()).isEmpty();
    }

    @Test
    void aSymptomThatAPatientHasMustStay() throws Exception {
        store.putPatient(P1, List.of(MUTE), ANN);
        Knowledge less =
                new Knowledge(SMALL.symptoms().subList(0, 1), SMALL.rules().subList(0, 1), SMALL.references());

        assertRefused(
                () -> store.replaceKnowledge(less, ANN),
                Reason.CONFLICT,
                "symptom \"aphasia\" is recorded of patients and missing from the new table (expected it there; keep its"
                        + " row)");

        assertThat(store.knowledge()).isEqualTo(SMALL);
        store.putPatient(P1, List.of(WEAK), ANN);
        store.replaceKnowledge(less, ANN);
        assertThat(store.knowledge()).isEqualTo(less);
    }

    static Stream<String> texts() {
        return TEXTS.stream();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyTextComesBackAsItWasPutAndIsNeverSql(String text) throws Exception {
        Actor actor = new Actor(text, text);
        Patient patient = new Patient(text, Optional.of(text), Optional.empty(), OptionalInt.empty(), Dominance.LEFT);
        store.putPatient(P1, List.of(WEAK), ANN);
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
        String quoted = new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(text);
        StoredResult result = new StoredResult(text, text, text, 1, "{" + quoted + ":" + quoted + "}", NOON);

        store.replaceKnowledge(knowledge, actor);
        store.replaceProviders(providers, actor);
        store.putPatient(patient, List.of(observation), actor);
        store.putStudy(study, List.of(result), actor);

        assertThat(store.knowledge()).isEqualTo(knowledge);
        assertThat(store.providers()).isEqualTo(providers);
        assertThat(store.patient(text, actor))
                .contains(new PatientRecord(patient, List.of(observation), List.of(study), List.of(result)));
        assertThat(store.patients("", 10, actor)).extracting(Patient::id).containsExactlyInAnyOrder("P1", text);
        assertThat(store.patients(text, 10, actor)).extracting(Patient::id).doesNotContain(text);
        store.removeObservation(text, text, BodySide.BOTH, actor);
        assertThat(store.audit(1).get(0))
                .extracting(AuditEntry::actor, AuditEntry::subject)
                .containsExactly(actor, text);
        store.deletePatient(text, actor);
        assertThat(store.audit(1000)).noneMatch(e -> e.subject().equals(text)).hasSize(10);
        assertThat(store.patient("P1", ANN).orElseThrow().observations()).containsExactly(WEAK);
    }

    static Stream<String> badTexts() {
        return Stream.of(
                "a\u0000b", "a\nb", "a\u007Fb", "a\u0085b", "a\u2028b", "a\uD800b", "\uDC00", "x".repeat(4_000_001));
    }

    @ParameterizedTest
    @MethodSource("badTexts")
    void aBadTextIsRefusedInEveryField(String bad) throws Exception {
        store.putPatient(P1, List.of(WEAK), ANN);
        String id = "1 to 64 characters, no control characters, no white space at either end";
        Patient patient = new Patient(bad, Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.LEFT);
        Study study = new Study("1", "P1", Optional.empty(), "MR", "");
        Symptom symptom = SMALL.symptoms().get(0);

        assertInvalid(() -> store.putPatient(patient, ANN), "patient.id", bad, id);
        assertInvalid(() -> store.patient(bad, ANN), "patient.id", bad, id);
        assertInvalid(() -> store.deletePatient(bad, ANN), "patient.id", bad, id);
        assertInvalid(() -> store.patients(bad, 5, ANN), "after", bad, id);
        assertInvalid(() -> store.putObservation(bad, WEAK, ANN), "patient.id", bad, id);
        assertInvalid(
                () -> store.putObservation(
                        "P1", new Observation(bad, BodySide.LEFT, Optional.empty(), Optional.empty()), ANN),
                "observation.symptom",
                bad,
                id);
        assertInvalid(() -> store.removeObservation("P1", bad, BodySide.LEFT, ANN), "observation.symptom", bad, id);
        assertInvalid(
                () -> store.putPatient(
                        new Patient("P1", Optional.of(bad), Optional.empty(), OptionalInt.empty(), Dominance.LEFT),
                        ANN),
                "patient.pseudonym",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store.putStudy(new Study(bad, "P1", Optional.empty(), "", ""), List.of(), ANN),
                "study.id",
                bad,
                id);
        assertInvalid(
                () -> store.putStudy(new Study("1", bad, Optional.empty(), "", ""), List.of(), ANN),
                "study.patient",
                bad,
                id);
        assertInvalid(
                () -> store.putStudy(new Study("1", "P1", Optional.empty(), bad, ""), List.of(), ANN),
                "study.modality",
                bad,
                "at most 16 characters, no control characters");
        assertInvalid(
                () -> store.putStudy(new Study("1", "P1", Optional.empty(), "", bad), List.of(), ANN),
                "study.description",
                bad,
                "at most 1000 characters, no control characters");
        for (StoredResult r : List.of(
                new StoredResult(bad, "1", "k", 1, "{}", NOON), new StoredResult("r", "1", bad, 1, "{}", NOON))) {
            assertInvalid(
                    () -> store.putStudy(study, List.of(r), ANN),
                    r.kind().equals(bad) ? "result.kind" : "result.id",
                    bad,
                    id);
        }
        assertInvalid(
                () -> store.replaceKnowledge(
                        with(new Symptom(bad, "n", List.of(), symptom.kind(), "", Optional.empty())), ANN),
                "symptom.id",
                bad,
                id);
        assertInvalid(
                () -> store.replaceKnowledge(
                        with(new Symptom("n", "n", List.of(bad), symptom.kind(), "", Optional.empty())), ANN),
                "symptom.synonyms",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store.replaceProviders(
                        new Providers(
                                List.of(new Hospital("h", "H", "", Optional.empty(), List.of(bad), List.of())),
                                List.of()),
                        ANN),
                "hospital.departments",
                bad,
                "1 to 200 characters, no control characters");
        assertInvalid(
                () -> store.patient("P1", new Actor("local", bad)),
                "actor.claimedName",
                bad,
                "at most 200 characters, no control characters");

        assertThat(store.patient("P1", ANN)).contains(new PatientRecord(P1, List.of(WEAK), List.of(), List.of()));
        assertThat(store.audit(1000)).noneMatch(e -> e.toString().contains(bad));
    }

    @Test
    void numbersDaysAndDocumentsOutOfRangeAreRefused() throws Exception {
        store.putPatient(P1, ANN);
        Study study = new Study("1", "P1", Optional.empty(), "MR", "");
        assertRefused(
                () -> store.putPatient(
                        new Patient("P1", Optional.empty(), Optional.empty(), OptionalInt.of(131), Dominance.LEFT),
                        ANN),
                Reason.INVALID,
                "patient.age = 131 (expected 0 to 130: years)");
        assertRefused(
                () -> store.putObservation(
                        "P1",
                        new Observation(
                                "aphasia", BodySide.LEFT, Optional.of(LocalDate.of(1799, 12, 31)), Optional.empty()),
                        ANN),
                Reason.INVALID,
                "observation.onset = 1799-12-31 (expected a day from 1800-01-01 to 9999-12-31)");
        assertRefused(
                () -> store.putStudy(new Study("1", "P1", Optional.of(Instant.MAX), "", ""), List.of(), ANN),
                Reason.INVALID,
                "study.acquired = +1000000000-12-31T23:59:59.999999999Z (expected a time from 1800-01-01 to 9999-12-31)");
        assertRefused(
                () -> store.putStudy(study, List.of(new StoredResult("r", "1", "site", 1, "{} {}", NOON)), ANN),
                Reason.INVALID,
                "result.document = \"{} {}\" (expected a JSON object)");
        assertRefused(
                () -> store.putStudy(study, List.of(new StoredResult("r", "2", "site", 1, "{}", NOON)), ANN),
                Reason.INVALID,
                "result.study = 2 (expected the id of the study that it comes with, 1)");
        assertRefused(
                () -> store.putStudy(study, List.of(new StoredResult("r", "1", "site", 0, "{}", NOON)), ANN),
                Reason.INVALID,
                "result.schema = 0 (expected 1 to 1000000: the version of the document's form)");
        assertRefused(
                () -> store.putPatient(P1, List.of(WEAK, WEAK), ANN),
                Reason.INVALID,
                "observation = hemiparesis LEFT (expected each symptom once a side; record it once, with the onset and"
                        + " severity that hold)");
        assertRefused(
                () -> store.audit(10_001),
                Reason.INVALID,
                "limit = 10001 (expected 1 to 10000: audit entries in one answer)");
        assertThat(store.patient("P1", ANN)).contains(new PatientRecord(P1, List.of(), List.of(), List.of()));
    }

    @Test
    void writersAtOnceLoseNothing() throws Exception {
        store.putPatient(P1, ANN);
        int each = 12;
        List<Callable<Void>> writers = IntStream.range(0, 4)
                .<Callable<Void>>mapToObj(w -> () -> {
                    for (int i = 0; i < each; i++) {
                        String id = w + "-" + i;
                        store.putStudy(new Study(id, "P1", Optional.empty(), "MR", ""), List.of(result(id, id)), ANN);
                        store.putPatient(named("shared"), w % 2 == 0 ? List.of(WEAK) : List.of(MUTE, WEAK), ANN);
                        if (i % 4 == 0) {
                            store.replaceKnowledge(SMALL, ANN);
                        }
                        assertThat(store.patient("shared", ANN).orElseThrow().observations())
                                .isIn(List.of(WEAK), List.of(MUTE, WEAK));
                    }
                    return null;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        PatientRecord record = store.patient("P1", ANN).orElseThrow();
        assertThat(record.studies()).hasSize(4 * each);
        assertThat(record.results()).hasSize(4 * each);
        assertThat(store.audit(10_000)).hasSize(2 + 4 * (3 * each + 3));
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        store.close();
        store.close();

        for (Callable<?> call : List.<Callable<?>>of(
                () -> store.patient("P1", ANN),
                () -> store.knowledge(),
                () -> store.providers(),
                () -> store.audit(1))) {
            assertRefused(call::call, Reason.UNAVAILABLE, "the clinical store is closed (expected an open one)");
        }
    }

    private static Patient named(String id) {
        return new Patient(id, Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN);
    }

    private static StoredResult result(String id, String study) {
        return new StoredResult(id, study, "site", 1, "{}", NOON);
    }

    private static Knowledge with(Rule rule) {
        List<Rule> rules = new ArrayList<>(SMALL.rules());
        rules.add(rule);
        return new Knowledge(SMALL.symptoms(), rules, SMALL.references());
    }

    private static Knowledge with(Symptom symptom) {
        List<Symptom> symptoms = new ArrayList<>(SMALL.symptoms());
        symptoms.add(symptom);
        return new Knowledge(symptoms, SMALL.rules(), SMALL.references());
    }

    private static Providers providers(String... hospitals) {
        return new Providers(
                Stream.of(hospitals)
                        .map(h -> new Hospital(
                                h,
                                "Hospital " + h,
                                "Atoll",
                                h.equals("y") ? Optional.empty() : Optional.of(new Position(31.5, -41.25)),
                                List.of("neurosurgery", "a"),
                                List.of("z", "awake-surgery")))
                        .toList(),
                Stream.of(hospitals)
                        .map(h -> new Doctor("dr-" + h, "Dr " + h, h, "neurosurgery", List.of("awake-surgery")))
                        .toList());
    }

    /** Something that a store may refuse. */
    protected interface Call {
        void run() throws Exception;
    }

    protected static void assertRefused(Call call, Reason reason, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting(e -> ((StoreException) e).reason())
                .isEqualTo(reason);
    }

    private static void assertInvalid(Call call, String field, String bad, String expected) {
        assertRefused(call, Reason.INVALID, field + " = " + RecordChecks.quoted(bad) + " (expected " + expected + ")");
    }
}
