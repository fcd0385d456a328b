package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Patient;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.Sex;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;
import org.foldlink.session.Clinic;
import org.foldlink.session.RequestException;

/** Patients: put, get, list, delete. */
final class PatientCommand implements Command {

    @Override
    public String name() {
        return "Patient";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        Clinic clinic = ClinicalFields.clinic(name(), client);
        return switch (ClinicalFields.action(content, "put", "get", "list", "delete")) {
            case "put" -> put(content, client, clinic);
            case "get" -> get(content, client, clinic);
            case "list" -> list(content, client, clinic);
            default -> delete(content, client, clinic);
        };
    }

    private static ObjectNode put(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "id", "pseudonym", "sex", "age", "dominance", "symptoms");
        Patient patient = new Patient(
                content.text("id"),
                content.optionalText("pseudonym"),
                content.word("sex", Sex.class),
                content.optionalInteger("age"),
                content.word("dominance", Dominance.class).orElse(Dominance.UNKNOWN));
        Actor actor = ClinicalFields.actor(content, client);
        if (content.has("symptoms")) {
            clinic.putPatient(patient, ClinicalFields.symptoms(content), actor);
        } else {
            clinic.putPatient(patient, actor);
        }
        return done(patient.id());
    }

    private static ObjectNode get(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "id", "after", "limit");
        Page page = Page.of(content);
        Clinic.Chart chart = clinic.patient(content.text("id"), ClinicalFields.actor(content, client));
        PatientRecord record = chart.record();
        ObjectNode reply = ClinicalFields.reply();
        reply.set("patient", row(record.patient()));
        reply.set("symptoms", SymptomsCommand.rows(chart));
        ClinicalFields.noticed(reply);
        List<ObjectNode> rows = new ArrayList<>();
        for (Study study : record.studies()) {
            rows.add(row(study, record.results()));
        }
        page.fill(reply, "studies", content, rows);
        return reply;
    }

    private static ObjectNode list(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "after", "limit");
        Page page = Page.of(content);
        List<Patient> patients = clinic.patients(page.after(), page.limit() + 1, ClinicalFields.actor(content, client));
        ObjectNode reply = ClinicalFields.noticed(ClinicalFields.reply());
        int n = page.put(
                reply, "patients", patients.stream().map(PatientCommand::row).toList());
        if (n < patients.size()) {
            reply.put("next", patients.get(n - 1).id());
        }
        return reply;
    }

    private static ObjectNode delete(Fields content, Client client, Clinic clinic)
            throws DialogueException, RequestException {
        ClinicalFields.only(content, "action", "id");
        String id = content.text("id");
        clinic.deletePatient(id, ClinicalFields.actor(content, client));
        return done(id);
    }

    private static ObjectNode done(String id) {
        return ClinicalFields.noticed(ClinicalFields.reply().put("id", id));
    }

    private static ObjectNode row(Patient patient) {
        ObjectNode row = Json.object().put("id", patient.id());
        patient.pseudonym().ifPresent(name -> row.put("pseudonym", name));
        patient.sex().ifPresent(sex -> row.put("sex", sex.name().toLowerCase(Locale.ROOT)));
        patient.age().ifPresent(age -> row.put("age", age));
        row.put("dominance", patient.dominance().name().toLowerCase(Locale.ROOT));
        return row;
    }

    /** The newest results first, without their documents: as many as a reply always has room for. */
    private static ObjectNode row(Study study, List<StoredResult> results) {
        ObjectNode row = Json.object().put("study", study.id());
        study.acquired().ifPresent(at -> row.put("acquired", at.toString()));
        row.put("modality", study.modality());
        row.put("description", study.description());
        List<StoredResult> own = results.stream()
                .filter(result -> result.study().equals(study.id()))
                .sorted((a, b) -> b.made().compareTo(a.made()))
                .toList();
        var array = row.putArray("results");
        own.stream()
                .limit(MOST_RESULTS)
                .forEach(result -> array.addObject()
                        .put("result", result.id())
                        .put("kind", result.kind())
                        .put("schema", result.schema())
                        .put("made", result.made().toString()));
        if (own.size() > MOST_RESULTS) {
            row.put("left_out", own.size() - MOST_RESULTS);
        }
        return row;
    }

    private static final int MOST_RESULTS = 100;
}
