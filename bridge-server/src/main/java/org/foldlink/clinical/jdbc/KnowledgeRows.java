package org.foldlink.clinical.jdbc;

import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Reference;
import org.foldlink.clinical.Refusals;
import org.foldlink.clinical.Rule;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.Symptom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Symptoms, where they point, and who teaches it. */
final class KnowledgeRows {

    private static final Lists SYNONYMS = new Lists("symptom_synonyms", "symptom", "synonym");

    private KnowledgeRows() {}

    static Knowledge read(Handle h) {
        Map<String, List<String>> synonyms = SYNONYMS.read(h);
        return new Knowledge(
                h.createQuery("SELECT * FROM symptoms ORDER BY place_in_list")
                        .map((r, c) -> new Symptom(
                                r.getString("id"),
                                r.getString("name"),
                                synonyms.getOrDefault(r.getString("id"), List.of()),
                                Symptom.Kind.valueOf(r.getString("kind")),
                                r.getString("clinical_term"),
                                Optional.ofNullable(r.getString("snomed"))))
                        .list(),
                h.createQuery("SELECT * FROM symptom_regions ORDER BY place_in_list")
                        .map((r, c) -> new Rule(
                                r.getString("symptom"),
                                r.getString("region"),
                                laterality(r.getString("laterality")),
                                r.getDouble("weight"),
                                r.getString("reference"),
                                r.getString("why")))
                        .list(),
                h.createQuery("SELECT * FROM literature ORDER BY place_in_list")
                        .map((r, c) -> new Reference(r.getString("id"), r.getString("citation")))
                        .list());
    }

    /** Symptoms that stay keep their row, since observations hold to it. */
    static void replace(Handle h, Knowledge knowledge) throws StoreException {
        h.createUpdate("DELETE FROM symptom_regions").execute();
        h.createUpdate("DELETE FROM literature").execute();
        SYNONYMS.deleteAll(h);
        Set<String> held = new HashSet<>(
                h.createQuery("SELECT id FROM symptoms").mapTo(String.class).list());
        Set<String> gone = new TreeSet<>(held);
        knowledge.symptoms().forEach(s -> gone.remove(s.id()));
        for (String symptom : gone) {
            delete(h, symptom);
        }
        symptoms(h, knowledge.symptoms(), held);
        SYNONYMS.insert(h, knowledge.symptoms(), Symptom::id, Symptom::synonyms);
        references(h, knowledge.references());
        rules(h, knowledge.rules());
    }

    private static void delete(Handle h, String symptom) throws StoreException {
        boolean used = h.createQuery("SELECT COUNT(*) FROM observations WHERE symptom = :id")
                        .bind("id", symptom)
                        .mapTo(Long.class)
                        .one()
                > 0;
        if (used) {
            throw Refusals.symptomInUse(symptom);
        }
        h.createUpdate("DELETE FROM symptoms WHERE id = :id")
                .bind("id", symptom)
                .execute();
    }

    private static void symptoms(Handle h, List<Symptom> symptoms, Set<String> held) {
        PreparedBatch update = h.prepareBatch("UPDATE symptoms SET place_in_list = :place, name = :name, kind = :kind,"
                + " clinical_term = :term, snomed = :snomed WHERE id = :id");
        PreparedBatch insert =
                h.prepareBatch("INSERT INTO symptoms (id, place_in_list, name, kind, clinical_term, snomed)"
                        + " VALUES (:id, :place, :name, :kind, :term, :snomed)");
        int place = 0;
        for (Symptom symptom : symptoms) {
            (held.contains(symptom.id()) ? update : insert)
                    .bind("id", symptom.id())
                    .bind("place", place++)
                    .bind("name", symptom.name())
                    .bind("kind", symptom.kind().name())
                    .bind("term", symptom.clinicalTerm())
                    .bindBySqlType("snomed", symptom.snomed().orElse(null), Types.VARCHAR)
                    .add();
        }
        update.execute();
        insert.execute();
    }

    private static void references(Handle h, List<Reference> references) {
        PreparedBatch insert =
                h.prepareBatch("INSERT INTO literature (id, place_in_list, citation) VALUES (:id, :place, :citation)");
        int place = 0;
        for (Reference reference : references) {
            insert.bind("id", reference.id())
                    .bind("place", place++)
                    .bind("citation", reference.citation())
                    .add();
        }
        insert.execute();
    }

    private static void rules(Handle h, List<Rule> rules) {
        PreparedBatch insert = h.prepareBatch(
                "INSERT INTO symptom_regions (symptom, region, laterality, place_in_list, weight, reference, why)"
                        + " VALUES (:symptom, :region, :laterality, :place, :weight, :reference, :why)");
        int place = 0;
        for (Rule rule : rules) {
            insert.bind("symptom", rule.symptom())
                    .bind("region", rule.region())
                    .bind("laterality", rule.laterality().word())
                    .bind("place", place++)
                    .bind("weight", rule.weight())
                    .bind("reference", rule.reference())
                    .bind("why", rule.why())
                    .add();
        }
        insert.execute();
    }

    private static Rule.Laterality laterality(String word) {
        return Stream.of(Rule.Laterality.values())
                .filter(l -> l.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("symptom_regions has laterality " + word));
    }
}
