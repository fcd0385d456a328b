package org.foldlink.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.clinical.ClinicalJson;
import org.foldlink.clinical.StoredResult;

/** The JSON of {@code <job>.site} and of what is stored of it. */
public final class SiteJson {

    public static final int SCHEMA = 1;

    private SiteJson() {}

    /** All of it, in one piece. */
    public static ObjectNode document(SiteDocument document) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("schema", SCHEMA);
        node.put("job", document.job());
        document.patient().ifPresent(id -> node.put("patient", id));
        document.tumour().ifPresent(kind -> node.put("tumour", kind));
        node.set("site", ClinicalJson.site(document.site()));
        document.finalSite().ifPresent(site -> node.set("finalSite", ClinicalJson.finalSite(site)));
        SiteDocument.Stored stored = document.stored();
        if (stored.asked()) {
            ObjectNode row = node.putObject("stored");
            row.put("done", stored.done());
            row.put("study", stored.study());
            if (!stored.done()) {
                row.put("reason", stored.reason());
            }
        }
        node.set("provenance", provenance(document.provenance()));
        node.put("notice", document.notice());
        return node;
    }

    private static ObjectNode provenance(SiteDocument.Provenance p) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("model", p.model());
        node.put("model_version", p.modelVersion());
        node.put("model_hash", p.modelHash());
        p.folds().forEach(node.putArray("folds")::add);
        p.channel().ifPresent(channel -> node.put("channel", channel));
        ObjectNode parts = node.putObject("parts");
        p.parts().forEach((value, name) -> parts.put(value.toString(), name));
        node.put("software", p.software());
        return node;
    }

    /**
     * What is stored. The ids follow from the content, so that storing the same again is a conflict and never a second copy.
     *
     * @param made when
     */
    static List<StoredResult> results(SiteDocument document, String study, Instant made) {
        List<ObjectNode> nodes = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        nodes.add(ClinicalJson.site(document.site()));
        kinds.add("site");
        document.finalSite().ifPresent(site -> {
            nodes.add(ClinicalJson.finalSite(site));
            kinds.add("cross-check");
        });
        StringBuilder all = new StringBuilder(study);
        for (ObjectNode node : nodes) {
            document.tumour().ifPresent(kind -> node.put("tumour", kind));
            node.set("provenance", provenance(document.provenance()));
            node.put("notice", document.notice());
            all.append('\n').append(node);
        }
        String hash = SessionState.sha256(all.toString()).substring(0, 32);
        List<StoredResult> results = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            results.add(new StoredResult(
                    hash + "-" + kinds.get(n),
                    study,
                    kinds.get(n),
                    SCHEMA,
                    nodes.get(n).toString(),
                    made));
        }
        return results;
    }
}
