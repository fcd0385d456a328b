package org.foldlink.transport.dialogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
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
        return MeasureJson.label(label);
    }

    /** Whole documents, each with {@code part} and {@code of}; the structures, then the lesions, are shared out among them in order. */
    static List<ObjectNode> parts(ResultDocument document, int partBytes) {
        List<Share> shares = new ArrayList<>();
        int fixed = Json.bytes(part(document, new Share(), 1, 1)) + 16;
        Share share = new Share();
        long bytes = fixed;
        List<ObjectNode> lesions = lesions(document);
        for (int r = 0; r < document.structures().size() + lesions.size(); r++) {
            boolean lesion = r >= document.structures().size();
            ObjectNode row = lesion
                    ? lesions.get(r - document.structures().size())
                    : MeasureJson.structure(document.structures().get(r));
            int n = Json.bytes(row) + 1;
            if (bytes + n > partBytes && bytes > fixed) {
                shares.add(share);
                share = new Share();
                bytes = fixed;
            }
            (lesion ? share.lesions : share.structures).add(row);
            bytes += n;
        }
        shares.add(share);
        List<ObjectNode> parts = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            parts.add(part(document, shares.get(i), i + 1, shares.size()));
        }
        return parts;
    }

    /** The rows of one part. */
    private record Share(List<ObjectNode> structures, List<ObjectNode> lesions) {
        Share() {
            this(new ArrayList<>(), new ArrayList<>());
        }
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

    private static ObjectNode part(ResultDocument document, Share share, int part, int of) {
        ObjectNode node = Json.object();
        node.put("job", document.job());
        node.put("part", part);
        node.put("of", of);
        node.putArray("structures").addAll(share.structures);
        ArrayNode absent = node.putArray("absent");
        document.absent().forEach(absent::add);
        document.lesions().ifPresent(lesions -> {
            node.putArray("lesions").addAll(share.lesions);
            node.set("lesion_rule", MeasureJson.lesionRule(lesions));
        });
        node.set("provenance", provenance(document.provenance()));
        ObjectNode seconds = node.putObject("seconds");
        new TreeMap<>(document.secondsByPhase()).forEach((phase, s) -> Json.putFinite(seconds, phase, s));
        node.put("software", document.softwareVersion());
        node.put("notice", document.notice());
        ArrayNode devices = node.putArray("devices");
        document.devices()
                .forEach(d -> devices.addObject().put("device", d.device()).put("revision", d.revision()));
        return node;
    }

    /** nnU-Net's fold number, or "all" of the network that has seen every case. */
    static void fold(ArrayNode to, int index) {
        if (index == FoldFile.ALL) {
            to.add(FoldFile.name(index));
        } else {
            to.add(index);
        }
    }

    private static ObjectNode provenance(Segmentation.Provenance p) {
        ObjectNode node = Json.object();
        node.put("model", p.model());
        node.put("model_version", p.modelVersion());
        node.put("model_hash", p.modelHash());
        ArrayNode folds = node.putArray("folds");
        p.folds().forEach(fold -> fold(folds, fold));
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
