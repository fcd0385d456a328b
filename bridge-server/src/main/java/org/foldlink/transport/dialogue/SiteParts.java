package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.session.SiteDocument;
import org.foldlink.session.SiteJson;
import org.foldlink.session.SitePhase;

/** {@code <job>.site} as texts that the wire takes, and how far its search is. */
final class SiteParts {

    private static final String COMPONENTS = "components";
    private static final String RANKING = "ranking";

    private SiteParts() {}

    /** With the fields of a job's progress, since it comes under the same name. */
    static ObjectNode progress(SitePhase phase) {
        ObjectNode node = Json.object();
        node.put("phase", phase.wire());
        node.put("of", "site");
        for (String none : List.of("fold", "folds", "tile", "tiles")) {
            node.put(none, 0);
        }
        node.putNull("seconds_left");
        return node;
    }

    /** Whole documents, each with {@code part} and {@code of}; the components, then the ranking, are shared out among them in order. */
    static List<ObjectNode> of(SiteDocument document, int partBytes) {
        ObjectNode whole = SiteJson.document(document);
        List<ObjectNode> rows = taken(whole.path("site"), COMPONENTS);
        int components = rows.size();
        rows.addAll(taken(whole.path("finalSite"), RANKING));
        whole.put("part", 1).put("of", 1);
        List<ObjectNode> parts = new ArrayList<>();
        List<List<ObjectNode>> shares = ResultJson.share(rows, Json.bytes(whole), partBytes);
        int done = 0;
        for (List<ObjectNode> share : shares) {
            ObjectNode part = whole.deepCopy();
            part.put("part", parts.size() + 1).put("of", shares.size());
            for (ObjectNode row : share) {
                String array = done++ < components ? COMPONENTS : RANKING;
                String holder = array.equals(COMPONENTS) ? "site" : "finalSite";
                ((ArrayNode) part.path(holder).path(array)).add(row);
            }
            parts.add(part);
        }
        return parts;
    }

    /** The rows of an array, which is left empty. */
    private static List<ObjectNode> taken(JsonNode holder, String array) {
        List<ObjectNode> rows = new ArrayList<>();
        if (holder.path(array) instanceof ArrayNode all) {
            all.forEach(row -> rows.add((ObjectNode) row));
            all.removeAll();
        }
        return rows;
    }
}
