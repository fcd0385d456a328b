package org.foldlink.clinical;

import java.util.List;
import java.util.Optional;

/** Three symptoms and two invented hospitals, for tests of what stands above the rules. */
public final class SmallKnowledge {

    public static final Knowledge KNOWLEDGE = new Knowledge(
            List.of(
                    symptom("expressive_aphasia", "Trouble finding words", "Broca aphasia"),
                    symptom("arm_weakness", "Weakness of an arm", "Brachial monoparesis"),
                    symptom("headache", "Headache", "Cephalalgia")),
            List.of(
                    new Rule(
                            "expressive_aphasia",
                            "inferior_frontal_gyrus",
                            Rule.Laterality.DOMINANT,
                            0.8,
                            "book",
                            "Broca"),
                    new Rule("arm_weakness", "precentral_gyrus", Rule.Laterality.CONTRALATERAL, 0.6, "book", "motor")),
            List.of(new Reference("book", "A textbook")));

    public static final Providers PROVIDERS = new Providers(
            List.of(hospital("h-near", "Near Example Hospital", 10), hospital("h-far", "Far Example Hospital", 40)),
            List.of(new Doctor("d-1", "Example Doctor", "h-near", "neurosurgery", List.of("awake-surgery"))));

    private SmallKnowledge() {}

    private static Symptom symptom(String id, String name, String clinical) {
        return new Symptom(
                id, name, List.of(id.replace('_', '-') + " synonym"), Symptom.Kind.SYMPTOM, clinical, Optional.empty());
    }

    private static Hospital hospital(String id, String name, double latitude) {
        return new Hospital(
                id,
                name,
                "Example Town",
                Optional.of(new Position(latitude, -30)),
                List.of("neurosurgery"),
                List.of("awake-surgery", "cortical-mapping"));
    }

    /** A store that holds both. */
    public static InMemoryStore store() {
        InMemoryStore store = new InMemoryStore(KNOWLEDGE);
        try {
            store.replaceProviders(PROVIDERS, new Actor("local", "test"));
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }
}
