package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Observation;
import org.foldlink.clinical.Symptom;
import org.foldlink.session.Clinic;
import org.foldlink.session.RequestException;

/** A patient's symptoms: list, put, remove; and the known ones: search. */
final class SymptomsCommand implements Command {

    @Override
    public String name() {
        return "Symptoms";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        Clinic clinic = ClinicalFields.clinic(name(), client);
        return switch (ClinicalFields.action(content, "list", "put", "remove", "search")) {
            case "list" -> list(content, client, clinic);
            case "put" -> put(content, client, clinic);
            case "remove" -> remove(content, client, clinic);
            default -> search(content, client, clinic);
        };
    }

    private static ObjectNode list(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "patient", "after", "limit");
        Page page = Page.of(content);
        String patient = content.text("patient");
        Clinic.Chart chart = clinic.patient(patient, ClinicalFields.actor(content, client));
        ObjectNode reply = ClinicalFields.noticed(ClinicalFields.reply().put("patient", patient));
        List<ObjectNode> rows = new ArrayList<>();
        rows(chart).forEach(row -> rows.add((ObjectNode) row));
        page.fill(reply, "symptoms", content, rows);
        return reply;
    }

    private static ObjectNode put(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "patient", "symptom", "side", "onset", "severity");
        String patient = content.text("patient");
        Clinic.Recorded recorded =
                clinic.putSymptom(patient, ClinicalFields.symptom(content), ClinicalFields.actor(content, client));
        ObjectNode reply = ClinicalFields.reply().put("patient", patient);
        reply.setAll(row(recorded.observation(), recorded.symptom().name()));
        return ClinicalFields.noticed(reply);
    }

    private static ObjectNode remove(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "patient", "symptom", "side");
        String patient = content.text("patient");
        BodySide side = content.word("side", BodySide.class).orElse(BodySide.UNKNOWN);
        Symptom symptom =
                clinic.removeSymptom(patient, content.text("symptom"), side, ClinicalFields.actor(content, client));
        return ClinicalFields.noticed(ClinicalFields.reply()
                .put("patient", patient)
                .put("symptom", symptom.id())
                .put("name", symptom.name())
                .put("side", word(side)));
    }

    private static ObjectNode search(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "symptom", "after", "limit");
        Page page = Page.of(content);
        List<Symptom> found =
                clinic.search(content.optionalText("symptom").orElse(""), ClinicalFields.actor(content, client));
        ObjectNode reply = ClinicalFields.noticed(ClinicalFields.reply());
        page.fill(
                reply,
                "symptoms",
                content,
                found.stream().map(SymptomsCommand::row).toList());
        return reply;
    }

    private static ObjectNode row(Symptom symptom) {
        ObjectNode row = Json.object();
        row.put("symptom", symptom.id());
        row.put("name", symptom.name());
        symptom.synonyms().forEach(row.putArray("synonyms")::add);
        row.put("kind", symptom.kind().name().toLowerCase(Locale.ROOT));
        row.put("clinical_term", symptom.clinicalTerm());
        symptom.snomed().ifPresent(code -> row.put("snomed", code));
        return row;
    }

    static ArrayNode rows(Clinic.Chart chart) {
        Map<String, String> names = new HashMap<>();
        chart.knowledge().symptoms().forEach(symptom -> names.put(symptom.id(), symptom.name()));
        ArrayNode rows = Json.array();
        for (Observation observation : chart.record().observations()) {
            rows.add(row(observation, names.getOrDefault(observation.symptom(), observation.symptom())));
        }
        return rows;
    }

    private static ObjectNode row(Observation observation, String name) {
        ObjectNode row = Json.object();
        row.put("symptom", observation.symptom());
        row.put("name", name);
        row.put("side", word(observation.side()));
        observation.onset().ifPresent(day -> row.put("onset", day.toString()));
        observation.severity().ifPresent(severity -> row.put("severity", word(severity)));
        return row;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
