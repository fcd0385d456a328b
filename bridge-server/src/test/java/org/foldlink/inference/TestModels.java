package org.foldlink.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;

/** Model folders in nnU-Net's own layout over the small networks of src/test/resources/networks. */
public final class TestModels {

    private List<Double> spacing = List.of(1.0, 1.0, 1.0);
    private List<Integer> patch = List.of(6, 7, 8);
    private List<Integer> forward = List.of(0, 1, 2);
    private List<Integer> backward = List.of(0, 1, 2);
    private String reader = "SimpleITKIO";
    private String scheme = "NoNormalization";
    private String trainer = "nnUNetTrainer";
    private int order = 3;
    private int channels = 1;
    private int labels = 1;
    private String datasetExtra = "";

    private TestModels() {}

    public static TestModels model() {
        return new TestModels();
    }

    public TestModels spacing(double z, double y, double x) {
        spacing = List.of(z, y, x);
        return this;
    }

    public TestModels patch(int z, int y, int x) {
        patch = List.of(z, y, x);
        return this;
    }

    public TestModels transpose(List<Integer> forwardAxes, List<Integer> backwardAxes) {
        forward = forwardAxes;
        backward = backwardAxes;
        return this;
    }

    public TestModels reader(String name) {
        reader = name;
        return this;
    }

    public TestModels normalization(String name) {
        scheme = name;
        return this;
    }

    public TestModels noMirroring() {
        trainer = "nnUNetTrainerNoMirroring";
        return this;
    }

    public TestModels order(int n) {
        order = n;
        return this;
    }

    public TestModels channels(int n) {
        channels = n;
        return this;
    }

    public TestModels labels(int n) {
        labels = n;
        return this;
    }

    /** Region-based: two regions, the second inside the first. */
    public TestModels regions() {
        datasetExtra = ", \"regions_class_order\": [1, 2]";
        labels = 0;
        return this;
    }

    /** Writes the folder with one fold a network. */
    public ModelDescriptor write(Path parent, String... networks) throws IOException, ModelException {
        Path folder = Files.createDirectories(parent.resolve(trainer + "__nnUNetPlans__3d_fullres"));
        String each = "\"" + scheme + "\"" + (", \"" + scheme + "\"").repeat(channels - 1);
        String masks = "false" + ", false".repeat(channels - 1);
        Files.writeString(folder.resolve("plans.json"), """
                {"image_reader_writer": "%s", "transpose_forward": %s, "transpose_backward": %s,
                 "foreground_intensity_properties_per_channel":
                   {"0": {"percentile_00_5": -100, "percentile_99_5": 300, "mean": 50, "std": 100}},
                 "configurations": {"3d_fullres": {"spacing": %s, "patch_size": %s,
                   "normalization_schemes": [%s], "use_mask_for_norm": [%s],
                   "resampling_fn_data": "resample_data_or_seg_to_shape",
                   "resampling_fn_data_kwargs": {"is_seg": false, "order": %d, "order_z": 0, "force_separate_z": null},
                   "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                   "resampling_fn_probabilities_kwargs":
                     {"is_seg": false, "order": %d, "order_z": 0, "force_separate_z": null}}}}
                """.formatted(
                        reader, forward, backward, spacing, patch, each, masks, order, Math.min(1, order)));
        StringBuilder dataset = new StringBuilder("{\"channel_names\": {");
        for (int c = 0; c < channels; c++) {
            dataset.append(c == 0 ? "" : ", ").append("\"%d\": \"channel %d\"".formatted(c, c));
        }
        dataset.append("}, \"labels\": {\"background\": 0");
        for (int l = 1; l <= labels; l++) {
            dataset.append(", \"label %d\": %d".formatted(l, l));
        }
        if (labels == 0) {
            dataset.append(", \"whole\": [1, 2], \"core\": [2]");
        }
        Files.writeString(
                folder.resolve("dataset.json"),
                dataset.append("}").append(datasetExtra).append("}"));
        for (int f = 0; f < networks.length; f++) {
            Path fold = Files.createDirectories(folder.resolve("fold_" + f));
            Files.write(fold.resolve("model.onnx"), network(networks[f]));
        }
        return ModelFolder.describe(folder);
    }

    private static byte[] network(String name) throws IOException {
        try (InputStream in = TestModels.class.getResourceAsStream("/networks/" + name + ".onnx")) {
            if (in == null) {
                throw new IOException("no test network " + name);
            }
            return in.readAllBytes();
        }
    }
}
