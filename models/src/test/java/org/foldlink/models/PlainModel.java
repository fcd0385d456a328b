package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A model's folder with everything but networks: its folds hold text. */
final class PlainModel {

    static final String PLANS = """
            {"image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
             "foreground_intensity_properties_per_channel": {},
             "configurations": {"3d_fullres": {"spacing": [1, 1, 1], "patch_size": [16, 64, 48],
               "use_mask_for_norm": [false], "normalization_schemes": ["NoNormalization"],
               "resampling_fn_data": "resample_data_or_seg_to_shape",
               "resampling_fn_data_kwargs": {"is_seg": false, "order": 3},
               "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
               "resampling_fn_probabilities_kwargs": {"is_seg": false, "order": 1}}}}
            """;
    private static final String DATASET = """
            {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1}}
            """;
    private static final String MODEL = """
            {"schema": 1, "id": "%s", "title": "Liver", "version": "1.0.0", "task": "segmentation", "modality": "CT",
             "channels": [{"name": "CT", "modality": "CT"}], "labels": [{"value": 1, "name": "liver", "color": [1, 2, 3]}],
             "configuration": "3d_fullres", "mirroring": [2], "trained_on": "phantoms", "licence": "CC0-1.0",
             "attribution": "us", "scores": {}, "notice": "Not for clinical use."}
            """;

    private PlainModel() {}

    /** As nnU-Net leaves it. */
    static Path nnunet(Path parent, String name, String... networks) throws IOException {
        Path folder = Files.createDirectories(parent.resolve(name));
        Files.writeString(folder.resolve("plans.json"), PLANS);
        Files.writeString(folder.resolve("dataset.json"), DATASET);
        for (int f = 0; f < networks.length; f++) {
            Path fold = Files.createDirectories(folder.resolve("fold_" + f));
            Files.writeString(fold.resolve("model.onnx"), networks[f]);
        }
        return folder;
    }

    /** With model.json and SHA256SUMS of all files. */
    static Path foldlink(Path parent, String id, String... networks) throws IOException {
        Path folder = nnunet(parent, id, networks);
        Files.writeString(folder.resolve("model.json"), MODEL.formatted(id));
        sum(folder);
        return folder;
    }

    static void sum(Path folder) throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith(Checksums.FILE)) {
                    sums.put(name, Checksums.of(file));
                }
            }
        }
        Checksums.write(folder, sums);
    }
}
