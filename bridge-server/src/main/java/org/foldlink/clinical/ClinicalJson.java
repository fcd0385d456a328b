package org.foldlink.clinical;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Side;
import org.foldlink.atlas.TumourSite;
import org.jspecify.annotations.Nullable;

/**
 * Clinical results as JSON objects, which docs/clinical-json.md describes. Each has {@code schema}, {@code kind} and {@code notice}; regions and sides stand
 * as ids and in words; a name that ends in {@code _mm}, {@code _ml}, {@code _km} or {@code _s} states its unit, {@code _ras_mm} and {@code _atlas_mm} the frame
 * too. What is not known is null.
 */
public final class ClinicalJson {

    /** Version of all documents here. */
    public static final int SCHEMA = 1;

    public static final String NOTICE = "Not for clinical use.";

    private ClinicalJson() {}

    static ObjectNode document(String kind) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", SCHEMA)
                .put("kind", kind)
                .put("notice", NOTICE);
    }

    public static ObjectNode site(TumourSite site) {
        return SiteJson.of(site);
    }

    /**
     * What {@link #site(TumourSite)} wrote, exactly; fields that are not known here are passed over.
     *
     * @throws ClinicalDataException naming the field
     */
    public static TumourSite site(JsonNode document) throws ClinicalDataException {
        return SiteReader.read(document);
    }

    public static ObjectNode finalSite(FinalSite site) {
        ObjectNode root = document("cross-check");
        root.put("verdict", verdict(site)).put("statement", site.statement());
        ArrayNode ranking = root.putArray("ranking");
        for (FinalSite.Candidate c : site.ranking()) {
            ObjectNode node = ranking.addObject();
            place(node, c.region(), c.side());
            node.put("image", c.image()).put("symptoms", c.symptoms()).put("score", c.score());
            ArrayNode trace = node.putArray("trace");
            for (FinalSite.Point p : c.trace()) {
                trace.addObject()
                        .put("source", p.source())
                        .put("points", p.points())
                        .put("why", p.why())
                        .put("reference", p.reference().isEmpty() ? null : p.reference());
            }
        }
        texts(root.putArray("settle"), site.settle());
        texts(root.putArray("warnings"), site.warnings());
        return root;
    }

    /** The verdict as every document writes it: {@code image-only}. */
    public static String verdict(FinalSite site) {
        return Words.of(site.verdict());
    }

    public static ObjectNode referral(Referral referral) {
        ObjectNode root = document("referral");
        ArrayNode wanted = root.putArray("wanted");
        for (Referral.Want w : referral.wanted()) {
            wanted.addObject()
                    .put("capability", w.capability())
                    .put("needed", w.needed())
                    .put("weight", w.weight())
                    .put("why", w.why());
        }
        ArrayNode choices = root.putArray("choices");
        for (Referral.Choice c : referral.choices()) {
            ObjectNode node = choices.addObject();
            node.set("hospital", hospital(c.hospital()));
            ArrayNode doctors = node.putArray("doctors");
            c.doctors().forEach(d -> doctors.add(doctor(d)));
            texts(node.putArray("has"), c.has());
            texts(node.putArray("lacks"), c.lacks());
            if (c.km().isPresent()) {
                node.put("distance_km", c.km().getAsDouble());
            } else {
                node.putNull("distance_km");
            }
            node.put("score", c.score());
        }
        texts(root.putArray("warnings"), referral.warnings());
        return root;
    }

    private static ObjectNode hospital(Hospital h) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", h.id()).put("name", h.name()).put("place", h.place());
        node.put("latitude_deg", h.position().map(Position::latitude).orElse(null));
        node.put("longitude_deg", h.position().map(Position::longitude).orElse(null));
        texts(node.putArray("departments"), h.departments());
        texts(node.putArray("capabilities"), h.capabilities());
        return node;
    }

    private static ObjectNode doctor(Doctor d) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", d.id())
                .put("name", d.name())
                .put("hospital", d.hospital())
                .put("speciality", d.speciality());
        texts(node.putArray("expertise"), d.expertise());
        return node;
    }

    /** All that is held of a patient; a result's document is a text, as it was stored. */
    public static ObjectNode patient(PatientRecord record) {
        Patient p = record.patient();
        ObjectNode root = document("patient");
        root.put("id", p.id())
                .put("pseudonym", p.pseudonym().orElse(null))
                .put("sex", p.sex().map(Words::of).orElse(null))
                .put("age_years", p.age().isPresent() ? (Integer) p.age().getAsInt() : null)
                .put("dominance", Words.of(p.dominance()));
        ArrayNode observations = root.putArray("observations");
        record.observations().forEach(o -> observations.add(observation(o)));
        ArrayNode studies = root.putArray("studies");
        for (Study s : record.studies()) {
            studies.addObject()
                    .put("id", s.id())
                    .put("acquired", text(s.acquired()))
                    .put("modality", s.modality())
                    .put("description", s.description());
        }
        ArrayNode results = root.putArray("results");
        for (StoredResult r : record.results()) {
            results.addObject()
                    .put("id", r.id())
                    .put("study", r.study())
                    .put("kind", r.kind())
                    .put("schema", r.schema())
                    .put("made", r.made().toString())
                    .put("document", r.document());
        }
        return root;
    }

    /** A part of a patient's document: without a schema of its own. */
    public static ObjectNode observation(Observation o) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("symptom", o.symptom())
                .put("side", Words.of(o.side()))
                .put("onset", text(o.onset()))
                .put("severity", o.severity().map(Words::of).orElse(null));
    }

    private static @Nullable String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }

    static void place(ObjectNode node, String region, Side side) {
        node.put("region", region)
                .put("name", Regions.standard().find(region).map(Region::name).orElse(region))
                .put("side", Words.of(side));
    }

    static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
