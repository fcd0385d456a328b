package org.foldlink.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;

/**
 * A model of three folds with seeded weights and its fused graphs, two channels, four classes, a patch of 8×10×12: made by {@code python
 * tests/tiny_folds.py FOLDER} of models/python, whose test holds the files against what the exporter makes.
 */
public final class FusedTestModel {

    private static final List<String> FILES = List.of(
            "fold_0/model.onnx",
            "fold_1/model.onnx",
            "fold_2/model.onnx",
            "fused/fused.json",
            "fused/rest.onnx",
            "fused/tile.onnx",
            "fused/volume.onnx",
            "fused/weights.bin");

    private FusedTestModel() {}

    public static ModelDescriptor write(Path parent) throws IOException, ModelException {
        return write(parent, TestModels.model());
    }

    /** @param model whatever the plans are to say beside the network's shape */
    public static ModelDescriptor write(Path parent, TestModels model) throws IOException, ModelException {
        ModelDescriptor plain = model.patch(8, 10, 12)
                .channels(2)
                .labels(3)
                .normalization("ZScoreNormalization")
                .write(parent, "threshold", "threshold", "threshold");
        for (String name : FILES) {
            Path file = plain.folder().resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = FusedTestModel.class.getResourceAsStream("/fused/" + name)) {
                if (in == null) {
                    throw new IOException("no test file " + name);
                }
                Files.write(file, in.readAllBytes());
            }
        }
        return ModelFolder.describe(plain.folder());
    }
}
