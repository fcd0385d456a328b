package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.foldlink.clinical.StoreException.Reason;

/** A little of everything that a store keeps, and how its refusals are asserted. */
public final class StoreSamples {

    public static final Actor ANN = new Actor("192.0.2.7", "ann");

    /** What a new store knows. */
    public static final Knowledge SMALL = new Knowledge(
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

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");
    public static final Patient P1 =
            new Patient("P1", Optional.of("Kestrel"), Optional.of(Sex.FEMALE), OptionalInt.of(61), Dominance.LEFT);
    public static final Observation WEAK = new Observation(
            "hemiparesis", BodySide.LEFT, Optional.of(LocalDate.of(2026, 2, 28)), Optional.of(Severity.SEVERE));
    public static final Observation MUTE =
            new Observation("aphasia", BodySide.UNKNOWN, Optional.empty(), Optional.empty());

    private StoreSamples() {}

    public static Patient named(String id) {
        return new Patient(id, Optional.empty(), Optional.empty(), OptionalInt.empty(), Dominance.UNKNOWN);
    }

    public static StoredResult result(String id, String study) {
        return new StoredResult(id, study, "site", 1, "{}", NOON);
    }

    public static Knowledge with(Rule rule) {
        List<Rule> rules = new ArrayList<>(SMALL.rules());
        rules.add(rule);
        return new Knowledge(SMALL.symptoms(), rules, SMALL.references());
    }

    public static Knowledge with(Symptom symptom) {
        List<Symptom> symptoms = new ArrayList<>(SMALL.symptoms());
        symptoms.add(symptom);
        return new Knowledge(symptoms, SMALL.rules(), SMALL.references());
    }

    public static Providers providers(String... hospitals) {
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
    public interface Call {
        void run() throws Exception;
    }

    public static void assertRefused(Call call, Reason reason, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(StoreException.class)
                .hasMessage(message)
                .extracting(e -> ((StoreException) e).reason())
                .isEqualTo(reason);
    }

    public static void assertInvalid(Call call, String field, String bad, String expected) {
        assertRefused(call, Reason.INVALID, field + " = " + RecordChecks.quoted(bad) + " (expected " + expected + ")");
    }
}
