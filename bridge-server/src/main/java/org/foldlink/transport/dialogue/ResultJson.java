package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.Term;
import org.foldlink.session.ResultDocument;

/** The JSON of {@code <job>.progress} and {@code <job>.result}. Lengths in mm, volumes in ml, coordinates in RAS mm. */
public final class ResultJson {

    /** Where a document over so many bytes is split: a STRING ends at 65 535. */
    static final int PART_BYTES = 60_000;

    private ResultJson() {}

    static ObjectNode progress(Progress progress) {
        ObjectNode node = Json.object();
        node.put("phase", progress.phase().name().toLowerCase(Locale.ROOT));
        node.put("fold", progress.fold());
        node.put("folds", progress.folds());
        node.put("tile", progress.tile());
        node.put("tiles", progress.tiles());
        Json.putFinite(node, "seconds_left", progress.secondsLeft());
        return node;
    }

    static ObjectNode label(Label label) {
        ObjectNode node = Json.object();
        node.put("value", label.value());
        node.put("name", label.name());
        node.putArray("colour").add(label.red()).add(label.green()).add(label.blue());
        label.snomed().ifPresent(code -> node.put("snomed", code));
        label.snomedModifier().ifPresent(code -> node.put("snomed_modifier", code));
        label.coding().ifPresent(coding -> {
            ObjectNode terms = node.putObject("terminology");
            code(terms, "category", coding.category());
            code(terms, "type", coding.type());
            coding.modifier().ifPresent(side -> code(terms, "modifier", side));
            coding.region().ifPresent(region -> code(terms, "region", region));
        });
        return node;
    }

    private static void code(ObjectNode to, String key, Term.Code code) {
        to.putObject(key).put("code", code.value()).put("meaning", code.meaning());
    }

    /** Whole documents, each with {@code part} and {@code of}; the structures, then the lesions, are shared out among them in order. */
    static List<ObjectNode> parts(ResultDocument document, int partBytes) {
        List<ObjectNode> rows = new ArrayList<>();
        document.structures().forEach(structure -> rows.add(MeasureJson.structure(structure)));
        int structures = rows.size();
        rows.addAll(lesions(document));
        int fixed = Json.bytes(part(document, List.of(), List.of(), 1, 1));
        List<List<ObjectNode>> shares = share(rows, fixed, partBytes);
        List<ObjectNode> parts = new ArrayList<>();
        int done = 0;
        for (List<ObjectNode> share : shares) {
            int cut = Math.max(0, Math.min(share.size(), structures - done));
            done += share.size();
            parts.add(part(
                    document,
                    share.subList(0, cut),
                    share.subList(cut, share.size()),
                    parts.size() + 1,
                    shares.size()));
        }
        return parts;
    }

    /**
     * Rows in their order, as many to a part as it holds, at least one; a single empty part if there are none.
     *
     * @param fixed bytes of a part without rows
     */
    static List<List<ObjectNode>> share(List<ObjectNode> rows, int fixed, int partBytes) {
        long empty = fixed + 16L;
        List<List<ObjectNode>> shares = new ArrayList<>();
        List<ObjectNode> share = new ArrayList<>();
        long bytes = empty;
        for (ObjectNode row : rows) {
            int n = Json.bytes(row) + 1;
            if (bytes + n > partBytes && !share.isEmpty()) {
                shares.add(share);
                share = new ArrayList<>();
                bytes = empty;
            }
            share.add(row);
            bytes += n;
        }
        shares.add(share);
        return shares;
    }

    private static List<ObjectNode> lesions(ResultDocument document) {
        List<ObjectNode> rows = new ArrayList<>();
        document.lesions()
                .ifPresent(lesions ->
                        lesions.list().forEach(lesion -> rows.add(MeasureJson.lesion(rows.size() + 1, lesion))));
        return rows;
    }

    /** The document in one piece, for a file. */
    public static ObjectNode whole(ResultDocument document) {
        ObjectNode whole = parts(document, Integer.MAX_VALUE).get(0);
        whole.remove(List.of("part", "of"));
        return whole;
    }

    private static ObjectNode part(
            ResultDocument document, List<ObjectNode> structures, List<ObjectNode> lesions, int part, int of) {
        ObjectNode node = Json.object();
        node.put("job", document.job());
        node.put("part", part);
        node.put("of", of);
        node.putArray("structures").addAll(structures);
        ArrayNode absent = node.putArray("absent");
        document.absent().forEach(absent::add);
        document.lesions().ifPresent(found -> {
            node.putArray("lesions").addAll(lesions);
            node.set("lesion_rule", MeasureJson.lesionRule(found));
        });
        node.set("provenance", provenance(document.provenance()));
        node.set("seconds", seconds(document.secondsByPhase()));
        node.put("software", document.softwareVersion());
        node.put("notice", document.notice());
        ArrayNode devices = node.putArray("devices");
        document.devices()
                .forEach(d -> devices.addObject().put("device", d.device()).put("revision", d.revision()));
        return node;
    }

    /** nnU-Net's fold number, or "all" of the network that has seen every case. */
    static ValueNode fold(int index) {
        return index == FoldFile.ALL ? TextNode.valueOf(FoldFile.name(index)) : IntNode.valueOf(index);
    }

    static ObjectNode seconds(Map<String, Double> byPhase) {
        ObjectNode seconds = Json.object();
        new TreeMap<>(byPhase).forEach((phase, s) -> Json.putFinite(seconds, phase, s));
        return seconds;
    }

    static ObjectNode provenance(Segmentation.Provenance p) {
        ObjectNode node = Json.object();
        node.put("model", p.model());
        node.put("model_version", p.modelVersion());
        node.put("model_hash", p.modelHash());
        ArrayNode folds = node.putArray("folds");
        p.folds().forEach(fold -> folds.add(fold(fold)));
        ArrayNode configurations = node.putArray("configurations");
        p.configurations().forEach(configurations::add);
        node.put("mode", p.mode());
        node.put("mirroring", p.mirroring());
        node.put("post", p.post());
        node.put("device", p.device());
        node.put("precision", p.precision());
        node.put("engine", p.engine());
        if (!p.tilesRun().isEmpty()) {
            ArrayNode tiles = node.putArray("tiles_run");
            p.tilesRun().forEach(tiles::add);
        }
        if (p.replacedVoxels() > 0) {
            node.put("replaced_voxels", p.replacedVoxels());
        }
        return node;
    }
}
