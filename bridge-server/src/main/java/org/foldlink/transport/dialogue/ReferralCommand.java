package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.Position;
import org.foldlink.session.ReferralAnswer;
import org.foldlink.session.ReferralRequest;
import org.foldlink.session.RequestException;

/** Hospitals and doctors for a site, the best first. */
final class ReferralCommand implements Command {

    private static final int MAX_TEXT = 100;

    @Override
    public String name() {
        return "Referral";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        var unused = ClinicalFields.clinic(name(), client);
        ClinicalFields.only(content, "job", "patient", "from", "kind", "mustHave", "after", "limit");
        Page page = Page.of(content);
        ReferralAnswer answer = client.session()
                .referral(new ReferralRequest(
                        content.optionalText("job"),
                        content.optionalText("patient"),
                        from(content),
                        content.shortText("kind", MAX_TEXT),
                        Set.copyOf(content.textList("mustHave").orElse(List.of())),
                        ClinicalFields.actor(content, client)));
        ObjectNode reply = ClinicalJson.referral(answer.referral());
        List<ObjectNode> choices = new ArrayList<>();
        reply.path("choices").forEach(row -> choices.add((ObjectNode) row));
        reply.putArray("choices");
        reply.put("tumour", answer.kind());
        reply.put("verdict", ClinicalJson.verdict(answer.site()));
        reply.put("statement", answer.site().statement());
        ClinicalFields.noticed(reply);
        page.fill(reply, "choices", content, choices);
        return reply;
    }

    private static Optional<Position> from(Fields content) throws DialogueException {
        if (!content.has("from")) {
            return Optional.empty();
        }
        List<Double> degrees = content.numbers("from", 2, "[latitude, longitude] in degrees");
        try {
            return Optional.of(new Position(degrees.get(0), degrees.get(1)));
        } catch (IllegalArgumentException e) {
            throw new DialogueException(DialogueError.BAD_FIELD, "from", "from: " + e.getMessage());
        }
    }
}
