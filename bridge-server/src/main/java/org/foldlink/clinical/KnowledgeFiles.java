package org.foldlink.clinical;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;

/**
 * What points where, in a folder of {@code symptoms.csv}, {@code symptom_regions.csv} and {@code references.csv}, or in one JSON file with these three as
 * arrays. All rows are checked before anything is taken.
 */
public final class KnowledgeFiles {

    static final Table SYMPTOMS = Table.of("symptoms", "id", "name", "*synonyms", "kind", "clinical_term", "snomed_ct");
    static final Table RULES =
            Table.of("symptom_regions", "symptom", "region", "laterality", "#weight", "reference", "why");
    static final Table REFERENCES = Table.of("references", "id", "citation");

    private KnowledgeFiles() {}

    /** The tables in the jar: standard teaching, not yet read by a neurologist. */
    public static Knowledge seed() {
        Problems problems = new Problems();
        try {
            return knowledge(
                    TableFiles.resource(SYMPTOMS, "seed/symptoms.csv", problems),
                    TableFiles.resource(RULES, "seed/symptom_regions.csv", problems),
                    TableFiles.resource(REFERENCES, "seed/references.csv", problems),
                    problems);
        } catch (ClinicalDataException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param path a folder, or a file that ends in {@code .json} */
    public static Knowledge read(Path path) throws ClinicalDataException {
        Problems problems = new Problems();
        Map<Table, List<Row>> rows = TableFiles.read(path, List.of(SYMPTOMS, RULES, REFERENCES), problems);
        return knowledge(
                rows.getOrDefault(SYMPTOMS, List.of()),
                rows.getOrDefault(RULES, List.of()),
                rows.getOrDefault(REFERENCES, List.of()),
                problems);
    }

    /** @param path a file that ends in {@code .json}, else a folder; what is there is replaced */
    public static void write(Path path, Knowledge knowledge) throws IOException {
        Map<Table, List<List<Object>>> rows = new LinkedHashMap<>();
        rows.put(
                SYMPTOMS,
                knowledge.symptoms().stream()
                        .map(s -> List.<Object>of(
                                s.id(),
                                s.name(),
                                s.synonyms(),
                                Words.of(s.kind()),
                                s.clinicalTerm(),
                                s.snomed().orElse("")))
                        .toList());
        rows.put(
                RULES,
                knowledge.rules().stream()
                        .map(r -> List.<Object>of(
                                r.symptom(), r.region(), r.laterality().word(), r.weight(), r.reference(), r.why()))
                        .toList());
        rows.put(
                REFERENCES,
                knowledge.references().stream()
                        .map(r -> List.<Object>of(r.id(), r.citation()))
                        .toList());
        TableFiles.write(path, rows);
    }

    private static Knowledge knowledge(List<Row> symptoms, List<Row> rules, List<Row> references, Problems problems)
            throws ClinicalDataException {
        Keys symptomIds = Keys.of(symptoms, "the id of a symptom in symptoms.csv", "id");
        Keys referenceIds = Keys.of(references, "the id of a reference in references.csv", "id");
        Keys.of(rules, "", "symptom", "region", "laterality");
        List<Symptom> allSymptoms = symptoms.stream()
                .map(row -> new Symptom(
                        row.id("id"),
                        row.must("name", RecordChecks.NAME, "what it is called in plain words"),
                        row.names("synonyms"),
                        row.word("kind", Symptom.Kind.values(), Words::of),
                        row.line("clinical_term", RecordChecks.NAME),
                        snomed(row)))
                .toList();
        List<Rule> allRules = rules.stream()
                .map(row -> new Rule(
                        symptomIds.named(row, "symptom"),
                        region(row, "region"),
                        row.word("laterality", Rule.Laterality.values(), Rule.Laterality::word),
                        row.number("weight", 0, true, 1, "a number above 0, up to 1"),
                        referenceIds.named(row, "reference"),
                        row.line("why", RecordChecks.SENTENCE)))
                .toList();
        List<Reference> allReferences = references.stream()
                .map(row ->
                        new Reference(row.id("id"), row.must("citation", RecordChecks.SENTENCE, "where it is taught")))
                .toList();
        problems.refuseIfAny();
        return new Knowledge(allSymptoms, allRules, allReferences);
    }

    private static Optional<String> snomed(Row row) {
        Optional<String> code = row.some("snomed_ct", RecordChecks.NAME);
        if (code.filter(c -> !c.matches("[0-9]{6,18}")).isPresent()) {
            row.wrong("snomed_ct", "6 to 18 digits, or nothing");
        }
        return code;
    }

    /** The cell, which must be a region's id. */
    static String region(Row row, String column) {
        String id = row.text(column);
        if (Regions.standard().find(id).isEmpty()) {
            row.wrong(column, "the id of a region" + Nearest.hint(id, regionIds()));
        }
        return id;
    }

    static List<String> regionIds() {
        return Regions.standard().all().stream().map(Region::id).toList();
    }
}
