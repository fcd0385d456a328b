package org.foldlink.parity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One case against nnU-Net.
 *
 * @param name of the case and of its test
 * @param model the folder that the engine runs; post-processed where it has nnU-Net's {@code postprocessing.json}
 * @param inputs a file a channel
 * @param weights which of the label gates holds
 * @param sums what the reference's tiles are summed in
 */
public record NnunetCase(String name, Path model, List<Path> inputs, Weights weights, Sums sums) {

    /** Whether the model is post-processed. */
    public boolean postProcessed() {
        return Files.exists(model.resolve("postprocessing.json"));
    }

    /** The caller says which model nnU-Net runs. */
    ObjectNode declare(ReferenceJob job) {
        ObjectNode node = job.addCase("nnunet", name);
        node.put("sums", sums == Sums.FLOAT32 ? "float32" : "float16");
        ArrayNode files = node.putArray("inputs");
        inputs.forEach(input -> files.add(input.toString()));
        if (postProcessed()) {
            node.put("postprocessing", model.resolve("postprocessing.json").toString());
        }
        return node;
    }

    public enum Weights {
        /** At least 99.99 % of the voxels alike, a Dice of at least 0.999 a structure. */
        TRAINED,
        /** Every differing voxel has a margin within twice the gate of the logits. */
        RANDOM
    }

    public enum Sums {
        FLOAT32,
        /** nnU-Net's own. */
        FLOAT16
    }

    @Override
    public String toString() {
        return name;
    }
}
