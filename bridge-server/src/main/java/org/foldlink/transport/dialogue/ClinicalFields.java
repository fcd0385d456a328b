package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Severity;
import org.foldlink.session.Clinic;
import org.foldlink.session.GivenSymptom;
import org.foldlink.session.SiteJson;

/** What the clinical commands share. */
final class ClinicalFields {

    private static final int MAX_NAME = 100;

    private ClinicalFields() {}

    static Clinic clinic(String command, Client client) throws DialogueException {
        return client.bridge()
                .clinic()
                .orElseThrow(() -> new DialogueException(
                        DialogueError.NOT_SUPPORTED,
                        "",
                        "command " + command
                                + " is not served by this bridge (expected one with clinical.enabled = true):"
                                + " ask its operator"));
    }

    /** Refuses any field but these, {@code schema} and {@code as}, and any other schema than ours. */
    static void only(Fields content, String... known) throws DialogueException {
        List<String> all = new ArrayList<>(List.of(known));
        all.add("as");
        all.add("schema");
        content.only(all.toArray(String[]::new));
        if (content.integer("schema", SiteJson.SCHEMA) != SiteJson.SCHEMA) {
            throw content.wrong("schema", SiteJson.SCHEMA + "; use a client and a bridge of the same version");
        }
    }

    static ObjectNode reply() {
        return Json.object().put("schema", SiteJson.SCHEMA);
    }

    static ObjectNode noticed(ObjectNode reply) {
        return reply.put("notice", ServerInfo.NOTICE);
    }

    /** Whom the client claims to be, and from where it came. */
    static Actor actor(Fields content, Client client) throws DialogueException {
        return new Actor(client.address(), content.shortText("as", MAX_NAME).orElse(""));
    }

    static GivenSymptom symptom(Fields fields) throws DialogueException {
        return new GivenSymptom(
                fields.text("symptom"),
                fields.word("side", BodySide.class).orElse(BodySide.UNKNOWN),
                date(fields, "onset"),
                fields.word("severity", Severity.class));
    }

    /** The list {@code symptoms}; empty where it is not given. */
    static List<GivenSymptom> symptoms(Fields content) throws DialogueException {
        List<GivenSymptom> symptoms = new ArrayList<>();
        for (Fields row : content.objects("symptoms")) {
            symptoms.add(symptom(row.only("symptom", "side", "onset", "severity")));
        }
        return symptoms;
    }

    private static Optional<LocalDate> date(Fields fields, String name) throws DialogueException {
        Optional<String> text = fields.optionalText(name);
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            throw fields.wrong(name, "a date such as 2026-03-01");
        }
    }

    /** One of the command's actions. */
    static String action(Fields content, String... actions) throws DialogueException {
        String action = content.text("action");
        if (!List.of(actions).contains(action)) {
            throw content.wrong("action", "one of " + String.join(", ", actions));
        }
        return action;
    }
}
