package org.foldlink.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.clinical.StoreSamples.ANN;
import static org.foldlink.clinical.StoreSamples.MUTE;
import static org.foldlink.clinical.StoreSamples.P1;
import static org.foldlink.clinical.StoreSamples.SMALL;
import static org.foldlink.clinical.StoreSamples.WEAK;
import static org.foldlink.clinical.StoreSamples.assertRefused;
import static org.foldlink.clinical.StoreSamples.providers;
import static org.foldlink.clinical.StoreSamples.with;

import java.util.List;
import java.util.Optional;
import org.foldlink.clinical.StoreException.Reason;
import org.junit.jupiter.api.Test;

/** Symptoms, rules, hospitals and doctors in a store. */
interface TablesContract {

    ClinicalStore store();

    @Test
    default void knowledgeAndProvidersComeBackAsTheyWerePut() throws Exception {
        assertThat(store().knowledge()).isEqualTo(SMALL);
        assertThat(store().providers()).isEqualTo(new Providers(List.of(), List.of()));

        Knowledge turned = new Knowledge(
                List.of(
                        new Symptom("new", "New", List.of("b", "a"), Symptom.Kind.SIGN, "n", Optional.empty()),
                        SMALL.symptoms().get(1)),
                List.of(new Rule("new", "hippocampus", Rule.Laterality.EITHER, 0.05, "book-3", "why")),
                List.of(new Reference("book-3", "Third.")));
        Providers two = providers("x", "y");
        store().replaceKnowledge(turned, ANN);
        store().replaceProviders(providers("old"), ANN);
        store().replaceProviders(two, ANN);

        assertThat(store().knowledge()).isEqualTo(turned);
        assertThat(store().providers()).isEqualTo(two);
    }

    @Test
    default void aTableThatDoesNotHoldTogetherIsRefusedAsAWhole() throws Exception {
        Rule rule = SMALL.rules().get(0);
        assertRefused(
                () -> store().replaceKnowledge(
                                with(new Rule("x", rule.region(), rule.laterality(), 1, "book-1", "")), ANN),
                Reason.INVALID,
                "rule.symptom = \"x\" (expected one of the symptoms)");
        assertRefused(
                () -> store().replaceKnowledge(
                                with(new Rule("aphasia", "toe", rule.laterality(), 1, "book-1", "")), ANN),
                Reason.INVALID,
                "rule.region = \"toe\" (expected an id of regions.csv)");
        assertRefused(
                () -> store().replaceKnowledge(
                                with(new Rule("aphasia", rule.region(), rule.laterality(), 1, "book-9", "")), ANN),
                Reason.INVALID,
                "rule.reference = \"book-9\" (expected one of the references)");
        assertRefused(
                () -> store().replaceKnowledge(
                                with(new Rule("aphasia", rule.region(), rule.laterality(), Double.NaN, "book-1", "")),
                                ANN),
                Reason.INVALID,
                "rule.weight = NaN of aphasia -> precentral_gyrus (expected above 0, up to 1)");
        assertRefused(
                () -> store().replaceKnowledge(with(rule), ANN),
                Reason.INVALID,
                "rule = hemiparesis -> precentral_gyrus contralateral (expected each symptom, region and laterality once"
                        + " together)");
        Providers lost = new Providers(
                providers("x").hospitals(), List.of(new Doctor("d", "D", "nowhere", "surgery", List.of())));
        assertRefused(
                () -> store().replaceProviders(lost, ANN),
                Reason.INVALID,
                "doctor.hospital = \"nowhere\" (expected one of the hospitals)");

        assertThat(store().knowledge()).isEqualTo(SMALL);
        assertThat(store().providers().hospitals()).isEmpty();
    }

    @Test
    default void aSymptomThatAPatientHasMustStay() throws Exception {
        store().putPatient(P1, List.of(MUTE), ANN);
        Knowledge less =
                new Knowledge(SMALL.symptoms().subList(0, 1), SMALL.rules().subList(0, 1), SMALL.references());

        assertRefused(
                () -> store().replaceKnowledge(less, ANN),
                Reason.CONFLICT,
                "symptom \"aphasia\" is recorded of patients and missing from the new table (expected it there; keep its"
                        + " row)");

        assertThat(store().knowledge()).isEqualTo(SMALL);
        store().putPatient(P1, List.of(WEAK), ANN);
        store().replaceKnowledge(less, ANN);
        assertThat(store().knowledge()).isEqualTo(less);
    }
}
