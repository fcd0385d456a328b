package org.foldlink.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.Finding;
import org.foldlink.inference.RunEstimate;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Label;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.PostProcessing;

/** A model as people and as programs read it, with what a volume on a grid would take. */
final class ModelText {

    private final ModelDescriptor model;
    private final ModelPlan plan;
    private final Grid grid;
    private final RunEstimate estimate;
    private final ModelFiles files;

    ModelText(ModelDescriptor model, ModelPlan plan, Grid grid, RunEstimate estimate) throws ModelException {
        this.model = model;
        this.plan = plan;
        this.grid = grid;
        this.estimate = estimate;
        this.files = ModelFiles.of(model, plan);
    }

    /** "liver 1.0.0 (5 folds, 62.0 MiB)". */
    static String title(ModelDescriptor model) {
        String folds = model.folds().size() == 1 ? "1 fold" : model.folds().size() + " folds";
        return model.id() + (model.version().isEmpty() ? "" : " " + model.version()) + " (" + folds + ", "
                + size(ModelFiles.folderBytes(model.folder())) + ")";
    }

    /** Up to six digits, without zeros that say nothing. */
    static String figure(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    static String size(long bytes) {
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, bytes < 100L << 20 ? "%.1f MiB" : "%.0f MiB", bytes / 1048576.0)
                : String.format(Locale.ROOT, "%.1f GiB", bytes / 1073741824.0);
    }

    void print(PrintWriter out) {
        out.println(model.id() + " " + model.version() + ": " + model.title());
        line(out, "folder", model.folder());
        line(out, "task", task());
        line(
                out,
                "channels",
                model.channels().stream()
                        .map(c -> c.name() + (c.modality().isEmpty() ? "" : " (" + c.modality() + ")"))
                        .collect(Collectors.joining(", ")));
        line(out, "spacing", model.spacing() + " mm, axes as the network has them");
        line(out, "patch", model.patch() + " voxels");
        List<Member> stages = plan.stages();
        for (int s = 0; s < stages.size(); s++) {
            Member stage = stages.get(s);
            NetworkText network = NetworkText.of(stage.network(), model.channels());
            line(out, "runs", stage.configuration() + ", folds " + folds(stage));
            line(out, "reads", network.orientation());
            network.normalisation().forEach(scaling -> line(out, "scales", scaling));
            line(out, "mirrors", mirrors(network, estimate.parts().get(s).passes()));
            line(out, "decides", network.decision());
        }
        for (PostProcessing.LargestComponent step : plan.postProcessing().steps()) {
            line(out, "then", "only the largest component of " + join(step.values()));
        }
        line(out, "files", files.text());
        line(out, "signature", files.signed() ? "there; foldlink models verify --key holds it against a key" : "none");
        line(
                out,
                "memory",
                "about " + size(estimate.bytes()) + " for " + VolumeFlags.text(grid)
                        + ", outside of the volume itself");
        for (Finding finding : estimate.findings()) {
            line(out, "note", finding.message());
        }
        line(
                out,
                "tiles",
                estimate.runs() + " runs of a network for that volume, mirrored passes and all folds counted");
        line(out, "hash", model.hash());
        line(out, "trained on", model.trainedOn());
        line(out, "licence", model.licence());
        line(out, "attribution", model.attribution());
        labels(out);
        if (!model.scores().isEmpty()) {
            out.println("scores:");
            for (Map.Entry<String, Double> score : new TreeMap<>(model.scores()).entrySet()) {
                out.println("  " + score.getKey() + " " + String.format(Locale.ROOT, "%.4f", score.getValue()));
            }
        }
    }

    private static void line(PrintWriter out, String what, Object said) {
        out.println(String.format(Locale.ROOT, "%-12s %s", what + ":", said).stripTrailing());
    }

    private void labels(PrintWriter out) {
        out.println("labels:");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("value", "name", "colour", "SNOMED CT"));
        for (Label label : model.labels()) {
            rows.add(List.of(
                    Integer.toString(label.value()),
                    label.name(),
                    String.format(Locale.ROOT, "#%02x%02x%02x", label.red(), label.green(), label.blue()),
                    label.snomed().orElse("")
                            + label.snomedModifier().map(side -> " + " + side).orElse("")));
        }
        Table.print(out, rows);
    }

    private static String mirrors(NetworkText network, int passes) {
        return network.mirroredAxes().isEmpty()
                ? "nothing: 1 pass a tile"
                : "along " + String.join(", ", network.mirroredAxes()) + ": " + passes + " passes a tile";
    }

    private String task() {
        return model.task().name().toLowerCase(Locale.ROOT);
    }

    private static String folds(Member stage) {
        return stage.folds().stream().map(FoldFile::name).collect(Collectors.joining(", "));
    }

    private static String join(Iterable<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(String.valueOf(value)));
        return String.join(", ", texts);
    }

    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("id", model.id()).put("version", model.version()).put("title", model.title());
        root.put("task", task()).put("folder", model.folder().toString()).put("hash", model.hash());
        root.put("trained_on", model.trainedOn()).put("licence", model.licence());
        root.put("attribution", model.attribution());
        ArrayNode channels = root.putArray("channels");
        model.channels().forEach(c -> channels.addObject().put("name", c.name()).put("modality", c.modality()));
        model.spacing().forEach(root.putArray("spacing")::add);
        model.patch().forEach(root.putArray("patch")::add);
        ArrayNode stages = root.putArray("networks");
        for (int s = 0; s < plan.stages().size(); s++) {
            network(stages.addObject(), plan.stages().get(s), estimate.parts().get(s));
        }
        ArrayNode steps = root.putArray("post_processing");
        for (PostProcessing.LargestComponent step : plan.postProcessing().steps()) {
            step.values().forEach(steps.addObject().putArray("largest_component_of")::add);
        }
        files.json(root.putObject("files"));
        ObjectNode expected = root.putObject("estimate");
        expected.putArray("size").add(grid.sizeI()).add(grid.sizeJ()).add(grid.sizeK());
        expected.putArray("spacing")
                .add(grid.spacing().x())
                .add(grid.spacing().y())
                .add(grid.spacing().z());
        expected.put("bytes", estimate.bytes()).put("network_runs", estimate.runs());
        ArrayNode notes = expected.putArray("notes");
        estimate.findings().forEach(finding -> notes.add(finding.message()));
        ArrayNode labels = root.putArray("labels");
        for (Label label : model.labels()) {
            ObjectNode one = labels.addObject().put("value", label.value()).put("name", label.name());
            one.putArray("color").add(label.red()).add(label.green()).add(label.blue());
            label.snomed().ifPresent(code -> one.put("snomed", code));
            label.snomedModifier().ifPresent(code -> one.put("snomed_modifier", code));
        }
        ObjectNode scores = root.putObject("scores");
        new TreeMap<>(model.scores()).forEach(scores::put);
        return root.put("notice", Main.NOTICE);
    }

    private void network(ObjectNode to, Member stage, RunEstimate.Part part) {
        NetworkText network = NetworkText.of(stage.network(), model.channels());
        to.put("configuration", stage.configuration());
        ArrayNode folds = to.putArray("folds");
        stage.folds().forEach(fold -> folds.add(fold.name()));
        to.put("reads", network.orientation());
        network.normalisation().forEach(to.putArray("scales")::add);
        network.mirroredAxes().forEach(to.putArray("mirrors")::add);
        to.put("passes", part.passes()).put("tiles", part.tiles());
        to.put("decides", network.decision());
    }
}
