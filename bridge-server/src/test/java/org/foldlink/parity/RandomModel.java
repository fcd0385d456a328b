package org.foldlink.parity;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A folder of nnU-Net's results whose networks Python makes with seeded random weights ({@code foldlink_models.reference_random}). Array
 * axes are z, y, x after transpose.
 */
final class RandomModel {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final ObjectNode spec;
    private final ObjectNode dataset;
    private String trainer = "nnUNetTrainerNoMirroring";

    private RandomModel(Path folder, ObjectNode spec) {
        this.folder = folder;
        this.spec = spec;
        this.dataset = spec.putObject("dataset");
        spec.put("trainer", trainer);
        spec.put("seed", Math.floorMod(folder.getFileName().toString().hashCode(), 1000));
        spec.putObject("configurations");
        dataset.put("name", "Random").put("file_ending", ".nii.gz");
    }

    /** One channel and no label yet. */
    static RandomModel in(ReferenceJob job, String name) {
        Path folder = job.modelFolder(name);
        return new RandomModel(folder, job.model("nnunet", folder)).channels("MRI");
    }

    RandomModel channels(String... names) {
        ObjectNode channels = dataset.putObject("channel_names");
        for (int c = 0; c < names.length; c++) {
            channels.put(Integer.toString(c), names[c]);
        }
        return this;
    }

    /** Labels 1 to {@code count}. */
    RandomModel labels(int count) {
        ObjectNode labels = dataset.putObject("labels").put("background", 0);
        for (int l = 1; l <= count; l++) {
            labels.put("label " + l, l);
        }
        return this;
    }

    /** Labels as nnU-Net writes them, and what else dataset.json is to say. */
    RandomModel dataset(String json) {
        dataset.setAll(object(json));
        return this;
    }

    /** nnU-Net's own trainer, which mirrors every axis. */
    RandomModel mirroring() {
        trainer = "nnUNetTrainer";
        spec.put("trainer", trainer);
        return this;
    }

    /** What plans.json is to say at its top, beyond the defaults. */
    RandomModel plans(String json) {
        spec.putObject("plans").setAll(object(json));
        return this;
    }

    /** A configuration with its folds, patch and spacing (mm), over a plain network whose strides halve all axes. */
    RandomModel configuration(String name, List<String> folds, int[] patch, double... spacing) {
        ObjectNode c = configurations().putObject(name);
        ArrayNode names = c.putArray("folds");
        folds.forEach(names::add);
        ints(c.putArray("patch_size"), patch);
        ArrayNode mm = c.putArray("spacing");
        for (double s : spacing) {
            mm.add(s);
        }
        int[] whole = new int[patch.length];
        int[] half = new int[patch.length];
        Arrays.fill(whole, 1);
        Arrays.fill(half, 2);
        ObjectNode network = c.putObject("network");
        ints(network.putArray("features"), 8, 16, 32);
        ArrayNode strides = network.putArray("strides");
        ints(strides.addArray(), whole);
        ints(strides.addArray(), half);
        ints(strides.addArray(), half);
        return this;
    }

    /** The second stage of a cascade, otherwise as {@code 3d_fullres}; the first is {@code 3d_lowres}. */
    RandomModel cascade() {
        ObjectNode c = configurations().putObject("3d_cascade_fullres");
        c.put("inherits_from", "3d_fullres").put("previous_stage", "3d_lowres");
        c.putArray("folds").add("0");
        return this;
    }

    /** What a configuration is to say beyond the defaults. */
    RandomModel with(String configuration, String json) {
        ObjectNode c = configurations().withObject("/" + configuration);
        c.setAll(object(json));
        return this;
    }

    /** Linear by PyTorch; the logits' axis apart by the spacing. */
    RandomModel torchResampling(String configuration) {
        return with(configuration, """
                {"resampling_fn_data": "resample_torch_fornnunet", "resampling_fn_data_kwargs": {"is_seg": false},
                 "resampling_fn_probabilities": "resample_torch_fornnunet",
                 "resampling_fn_probabilities_kwargs": {"is_seg": false, "force_separate_z": null}}
                """);
    }

    /** The network's grid is the image's own. */
    RandomModel noResampling(String configuration) {
        return with(configuration, """
                {"resampling_fn_data": "no_resampling_hack", "resampling_fn_data_kwargs": {},
                 "resampling_fn_seg": "no_resampling_hack", "resampling_fn_seg_kwargs": {},
                 "resampling_fn_probabilities": "no_resampling_hack", "resampling_fn_probabilities_kwargs": {}}
                """);
    }

    /** Features, strides, kernels and whether residual, of one configuration. */
    RandomModel network(String configuration, String json) {
        configurations().withObject("/" + configuration + "/network").setAll(object(json));
        return this;
    }

    /** The folder of one configuration. */
    Path folder(String configuration) {
        return folder.resolve(trainer + "__nnUNetPlans__" + configuration);
    }

    /** nnU-Net's {@code postprocessing.json} in the folder of one configuration: the largest component of each of these, in order. */
    RandomModel largestComponents(String configuration, String... labelsOrRegions) throws IOException {
        postProcessing(Files.createDirectories(folder(configuration)), labelsOrRegions);
        return this;
    }

    private static void postProcessing(Path to, String... labelsOrRegions) throws IOException {
        ObjectNode steps = JSON.createObjectNode();
        ArrayNode functions = steps.putArray("postprocessing_fns");
        ArrayNode keywords = steps.putArray("postprocessing_kwargs");
        for (String what : labelsOrRegions) {
            functions.add("remove_all_but_largest_component_from_segmentation");
            keywords.addObject().set("labels_or_regions", JSON.readTree(what));
        }
        Files.writeString(to.resolve("postprocessing.json"), steps.toPrettyString());
    }

    /** The folder of all configurations, as FoldLink's ensemble of these; labels, or regions in their order, are 1, 2 and so on. */
    Path ensemble(String... configurations) throws IOException {
        ObjectNode model = JSON.createObjectNode();
        model.put("schema", 1).put("id", folder.getFileName().toString()).put("title", "Ensemble");
        model.put("version", "1").put("task", "segmentation").put("modality", "MR");
        dataset.get("channel_names")
                .forEach(c -> model.withArray("/channels").addObject().put("name", c.asText()));
        dataset.get("labels").properties().forEach(e -> {
            if (!e.getKey().equals("background")) {
                ObjectNode label = model.withArray("/labels").addObject();
                label.put("value", model.get("labels").size()).put("name", e.getKey());
                ints(label.putArray("color"), 0, 0, 0);
            }
        });
        for (String configuration : configurations) {
            model.withArray("/members").add(folder(configuration).getFileName().toString());
        }
        model.putArray("mirroring");
        model.put("trained_on", "nothing").put("licence", "Apache-2.0").put("attribution", "generated");
        model.putObject("scores");
        model.put("notice", "Not for clinical use.");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("model.json"), model.toPrettyString());
        Files.writeString(folder.resolve("dataset.json"), dataset.toPrettyString());
        return folder;
    }

    private ObjectNode configurations() {
        return spec.withObject("/configurations");
    }

    private static void ints(ArrayNode to, int... values) {
        for (int v : values) {
            to.add(v);
        }
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
