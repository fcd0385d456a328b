package org.foldlink.clinical;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.foldlink.atlas.Region;
import org.foldlink.atlas.Regions;
import org.foldlink.atlas.Registered;
import org.foldlink.atlas.TumourSite;
import org.foldlink.geometry.Vec3;

/** Writes a tumour's site; {@link SiteReader} reads it back. */
final class SiteJson {

    private SiteJson() {}

    static ObjectNode of(TumourSite site) {
        ObjectNode root = ClinicalJson.document("site");
        root.putObject("atlas")
                .put("name", site.atlas())
                .put("coarse", site.coarse())
                .put("space", Words.of(site.space()));
        registration(root.putObject("registration"), site.registration());
        ArrayNode components = root.putArray("components");
        for (TumourSite.Component c : site.components()) {
            ObjectNode node = components.addObject().put("number", c.number());
            extent(node.putObject("whole"), c.whole());
            ArrayNode parts = node.putArray("parts");
            for (TumourSite.Part part : c.parts()) {
                ObjectNode p = parts.addObject().put("name", part.name());
                extent(p.putObject("extent"), part.extent());
            }
        }
        // Positive towards the patient's right, as the record has it.
        root.put(
                "midline_shift_to_right_mm",
                site.shiftMm().isPresent() ? (Double) site.shiftMm().getAsDouble() : null);
        ClinicalJson.texts(root.putArray("warnings"), site.warnings());
        return root;
    }

    private static void registration(ObjectNode node, Registered r) {
        node.put("method", Words.of(r.method()))
                .put("trusted", r.trusted())
                .put("reason", r.reason())
                .put("duration_s", r.seconds());
        if (Double.isFinite(r.quality())) {
            node.put("quality", r.quality());
        } else {
            node.putNull("quality");
        }
        double[] values = r.imageToAtlas().rows();
        ArrayNode rows = node.putArray("image_ras_mm_to_atlas_mm");
        for (int at = 0; at < values.length; at += 4) {
            rows.addArray()
                    .add(values[at])
                    .add(values[at + 1])
                    .add(values[at + 2])
                    .add(values[at + 3]);
        }
    }

    private static void extent(ObjectNode node, TumourSite.Extent e) {
        node.put("volume_ml", e.ml());
        vector(node.putArray("centre_ras_mm"), e.centreRas());
        vector(node.putArray("centre_atlas_mm"), e.centreAtlas());
        if (e.centrePlace().isPresent()) {
            place(node.putObject("centre_place"), e.centrePlace().get());
        } else {
            node.putNull("centre_place");
        }
        node.put("hemisphere", Words.of(e.hemisphere()))
                .put("left_share", e.leftShare())
                .put("crosses_midline", e.crossesMidline());
        ArrayNode regions = node.putArray("regions");
        for (TumourSite.Share s : e.regions()) {
            ObjectNode share = regions.addObject();
            place(share, s.place());
            share.put("share", s.share());
        }
        node.put("unnamed_share", e.unnamed());
        ArrayNode eloquent = node.putArray("eloquent");
        for (TumourSite.Eloquent near : e.eloquent()) {
            ObjectNode n = eloquent.addObject();
            place(n, near.place());
            n.put("distance_mm", near.mm())
                    .put(
                            "for",
                            Regions.standard()
                                    .find(near.place().region())
                                    .map(Region::eloquentFor)
                                    .orElse(""));
        }
    }

    private static void place(ObjectNode node, TumourSite.Place place) {
        ClinicalJson.place(node, place.region(), place.side());
    }

    private static void vector(ArrayNode array, Vec3 v) {
        array.add(v.x()).add(v.y()).add(v.z());
    }
}
