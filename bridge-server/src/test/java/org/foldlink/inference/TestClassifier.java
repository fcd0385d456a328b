package org.foldlink.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** A classifier's folder over the network of src/test/resources/networks: its logit is 10 (mean - 0.5) of the values scaled to 0..1. */
public final class TestClassifier {

    private TestClassifier() {}

    /** With two folds that are alike. */
    public static Path in(Path store) throws IOException {
        Path folder = Files.createDirectories(store.resolve("bright"));
        Files.writeString(folder.resolve("model.json"), """
                {"schema": 1, "id": "bright", "title": "Bright or dark", "version": "1.0.0", "task": "classification",
                 "modality": "OT", "channels": [{"name": "image", "modality": "OT"}],
                 "labels": [{"value": 1, "name": "bright", "color": [255, 255, 255]}], "trained_on": "nothing",
                 "licence": "CC0-1.0", "attribution": "us", "scores": {}, "notice": "Not for clinical use."}
                """);
        Files.writeString(folder.resolve("monai.json"), """
                {"schema": 1,
                 "preprocessing": [{"step": "orientation", "axes": "RAS"},
                                   {"step": "range", "from": [0, 100], "to": [0, 1], "clip": true},
                                   {"step": "resize", "size": [4, 5, 6], "mode": "area"}],
                 "inferer": {"kind": "whole"},
                 "output": {"heads": 1, "activation": "sigmoid", "decision": "threshold", "classes": ["dark", "bright"]}}
                """);
        for (int fold = 0; fold < 2; fold++) {
            Path to = Files.createDirectories(folder.resolve("fold_" + fold)).resolve("model.onnx");
            try (InputStream in = TestClassifier.class.getResourceAsStream("/networks/classifier.onnx")) {
                if (in == null) {
                    throw new IOException("networks/classifier.onnx is missing");
                }
                Files.write(to, in.readAllBytes());
            }
        }
        return folder;
    }

    /** Every voxel of this value. */
    public static Volume volume(double value) {
        Grid grid = new Grid(9, 8, 7, Affine.ofSpacing(1, 1.5, 2, new Vec3(3, 4, 5)));
        Volume volume = Volume.allocate(grid, VoxelType.INT16);
        for (long v = 0; v < grid.count(); v++) {
            volume.voxels().set(v, value);
        }
        return volume;
    }
}
