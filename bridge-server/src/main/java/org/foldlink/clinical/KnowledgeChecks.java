package org.foldlink.clinical;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.foldlink.atlas.Regions;

/** What a table of symptoms, rules and references must hold together. */
final class KnowledgeChecks {

    private KnowledgeChecks() {}

    static void check(Knowledge knowledge) throws StoreException {
        Set<String> symptoms = new HashSet<>();
        for (Symptom symptom : knowledge.symptoms()) {
            symptom(symptom);
            RecordChecks.once(symptoms, "symptom.id", symptom.id());
        }
        Set<String> references = new HashSet<>();
        for (Reference reference : knowledge.references()) {
            RecordChecks.id("reference.id", reference.id());
            RecordChecks.required("reference.citation", reference.citation(), RecordChecks.SENTENCE);
            RecordChecks.once(references, "reference.id", reference.id());
        }
        Set<List<Object>> rules = new HashSet<>();
        for (Rule rule : knowledge.rules()) {
            rule(rule, symptoms, references);
            if (!rules.add(List.of(rule.symptom(), rule.region(), rule.laterality()))) {
                throw RecordChecks.invalid(
                        "rule",
                        key(rule) + " " + rule.laterality().word(),
                        "each symptom, region and laterality once together");
            }
        }
    }

    private static void symptom(Symptom symptom) throws StoreException {
        RecordChecks.id("symptom.id", symptom.id());
        RecordChecks.required("symptom.name", symptom.name(), RecordChecks.NAME);
        RecordChecks.texts("symptom.synonyms", symptom.synonyms());
        RecordChecks.text("symptom.clinicalTerm", symptom.clinicalTerm(), RecordChecks.NAME);
        if (symptom.snomed().filter(s -> !s.matches("[0-9]{6,18}")).isPresent()) {
            throw RecordChecks.invalid(
                    "symptom.snomed", RecordChecks.quoted(symptom.snomed().get()), "6 to 18 digits");
        }
    }

    private static void rule(Rule rule, Set<String> symptoms, Set<String> references) throws StoreException {
        named("rule.symptom", rule.symptom(), symptoms.contains(rule.symptom()), "one of the symptoms");
        named(
                "rule.region",
                rule.region(),
                Regions.standard().find(rule.region()).isPresent(),
                "an id of regions.csv");
        named("rule.reference", rule.reference(), references.contains(rule.reference()), "one of the references");
        RecordChecks.text("rule.why", rule.why(), RecordChecks.SENTENCE);
        if (!(rule.weight() > 0 && rule.weight() <= 1)) {
            throw RecordChecks.invalid("rule.weight", rule.weight() + " of " + key(rule), "above 0, up to 1");
        }
    }

    private static void named(String field, String value, boolean known, String expected) throws StoreException {
        if (!known) {
            throw RecordChecks.invalid(field, RecordChecks.quoted(value), expected);
        }
    }

    private static String key(Rule rule) {
        return rule.symptom() + " -> " + rule.region();
    }
}
