package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.foldlink.geometry.Vec3;
import org.foldlink.measure.Chord;
import org.foldlink.measure.Intensity;
import org.foldlink.models.Label;
import org.foldlink.session.Findings;
import org.foldlink.session.Structure;

/** The JSON of what was measured. Lengths in mm, areas in mm², volumes in ml, coordinates in RAS mm. */
public final class MeasureJson {

    /** Organs of which a lesion's distance is said, so that its row stays far below a message's end. */
    private static final int NEAREST = 200;

    private MeasureJson() {}

    static ObjectNode label(Label label) {
        ObjectNode node = Json.object();
        node.put("value", label.value());
        node.put("name", label.name());
        node.putArray("colour").add(label.red()).add(label.green()).add(label.blue());
        label.snomed().ifPresent(code -> node.put("snomed", code));
        label.snomedModifier().ifPresent(code -> node.put("snomed_modifier", code));
        return node;
    }

    /** One of a document's structures. */
    public static ObjectNode structure(Structure structure) {
        ObjectNode node = label(structure.label());
        node.put("voxels", structure.voxels());
        node.put("ml", structure.ml());
        node.set("box", Json.box(structure.box()));
        structure.oriented().ifPresent(box -> node.set("oriented_box", oriented(box.centre(), box.axes(), box.size())));
        node.set("centre", Json.vector(structure.centre()));
        ArrayNode diameters = node.putArray("diameters_mm");
        structure.diametersMm().forEach(diameters::add);
        structure.foldAgreement().ifPresent(share -> Json.putFinite(node, "fold_agreement", share));
        structure.shape().ifPresent(shape -> {
            var box = shape.principal();
            node.set("principal_box", oriented(box.centre(), box.axes(), box.size()));
            node.put("surface_mm2", shape.surfaceMm2());
            node.put("feret_mm", shape.feretMm());
        });
        if (!structure.intensities().isEmpty()) {
            ObjectNode channels = node.putObject("intensity");
            structure.intensities().forEach(c -> channels.set(c.channel(), intensity(c)));
        }
        return node;
    }

    private static ObjectNode oriented(Vec3 centre, List<Vec3> axes, Vec3 size) {
        ObjectNode box = Json.object();
        box.set("centre", Json.vector(centre));
        ArrayNode rows = box.putArray("axes");
        axes.forEach(axis -> rows.add(Json.vector(axis)));
        box.set("size", Json.vector(size));
        return box;
    }

    private static ObjectNode intensity(Structure.ChannelIntensity channel) {
        ObjectNode node = Json.object();
        channel.unit().ifPresent(unit -> node.put("unit", unit));
        Intensity v = channel.values();
        Json.putFinite(node, "mean", v.mean());
        Json.putFinite(node, "sd", v.sd());
        Json.putFinite(node, "min", v.min());
        Json.putFinite(node, "p5", v.p5());
        Json.putFinite(node, "p25", v.p25());
        Json.putFinite(node, "median", v.median());
        Json.putFinite(node, "p75", v.p75());
        Json.putFinite(node, "p95", v.p95());
        Json.putFinite(node, "max", v.max());
        if (v.notFinite() > 0) {
            node.put("not_finite", v.notFinite());
        }
        return node;
    }

    /**
     * One of a document's lesions: what a structure's row has, and what only a lesion has.
     *
     * @param number by size, from 1
     */
    public static ObjectNode lesion(int number, Findings.Lesion lesion) {
        ObjectNode node = Json.object();
        node.put("number", number);
        node.setAll(structure(lesion.measured()));
        node.set("diameter_ends", ends(lesion.longest()));
        node.set("perpendicular_ends", ends(lesion.perpendicular()));
        ObjectNode distances = node.putObject("distances_mm");
        lesion.distances().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
                .limit(NEAREST)
                .forEach(e -> distances.put(e.getKey(), e.getValue()));
        return node;
    }

    private static ArrayNode ends(Chord chord) {
        return Json.array().add(Json.vector(chord.from())).add(Json.vector(chord.to()));
    }

    /** What counted as a lesion, and how many did and did not. */
    public static ObjectNode lesionRule(Findings.Lesions lesions) {
        ObjectNode node = Json.object();
        node.put("min_ml", lesions.minMl());
        node.put("count", lesions.list().size());
        node.put("left_out", lesions.leftOut());
        return node;
    }
}
