package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foldlink.clinical.Dominance;
import org.foldlink.session.RequestException;
import org.foldlink.session.SiteAccepted;
import org.foldlink.session.SiteRequest;

/** Accepts the search for a tumour's site; the answer comes as {@code <job>.site}. */
final class SiteCommand implements Command {

    private static final int MAX_TEXT = 100;

    @Override
    public String name() {
        return "Site";
    }

    @Override
    public ObjectNode run(Fields content, Client client) throws DialogueException, RequestException {
        var unused = ClinicalFields.clinic(name(), client);
        ClinicalFields.only(content, "job", "image", "parts", "patient", "symptoms", "dominance", "tumour", "study");
        SiteAccepted accepted = client.session()
                .site(new SiteRequest(
                        content.text("job"),
                        content.optionalText("image"),
                        parts(content),
                        content.optionalText("patient"),
                        ClinicalFields.symptoms(content),
                        content.word("dominance", Dominance.class),
                        content.shortText("tumour", MAX_TEXT),
                        content.optionalText("study"),
                        ClinicalFields.actor(content, client)));
        ObjectNode reply = ClinicalFields.reply();
        reply.put("job", accepted.job());
        reply.put("place", accepted.place());
        ObjectNode image = reply.putObject("image");
        accepted.channel().ifPresent(channel -> image.put("channel", channel));
        image.put("device", accepted.device());
        ObjectNode parts = reply.putObject("parts");
        accepted.parts().forEach((value, name) -> parts.put(value.toString(), name));
        accepted.warnings().forEach(reply.putArray("warnings")::add);
        return ClinicalFields.noticed(reply);
    }

    private static SortedMap<Integer, String> parts(Fields content) throws DialogueException {
        SortedMap<Integer, String> parts = new TreeMap<>();
        if (!content.has("parts")) {
            return parts;
        }
        for (Map.Entry<String, String> part : content.texts("parts").entrySet()) {
            String name = part.getValue();
            if (!part.getKey().matches("[1-9][0-9]{0,4}")
                    || name.isBlank()
                    || name.length() > MAX_TEXT
                    || name.chars().anyMatch(Character::isISOControl)) {
                throw content.wrong("parts", "names by label value, such as {\"1\": \"necrosis\"}");
            }
            parts.put(Integer.valueOf(part.getKey()), name);
        }
        return parts;
    }
}
