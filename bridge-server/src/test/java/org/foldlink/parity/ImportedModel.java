package org.foldlink.parity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * A folder of nnU-Net's results whose checkpoints its own trainer saves, with the weights of a model that is there already, and what
 * {@code foldlink-models import nnunet} makes of it ({@code foldlink_models.reference_results}).
 *
 * @param results what nnU-Net runs
 * @param imported what the engine runs
 */
record ImportedModel(Path results, Path imported) {

    private static final String NAME = "nnUNetTrainer__nnUNetPlans__";

    /**
     * @param weights the model's folder, one configuration
     * @param storage "fp32" or "fp16"
     */
    static ImportedModel of(ReferenceJob job, String id, Path weights, String configuration, String storage) {
        Path results = job.modelFolder(id + "-results").resolve(NAME + configuration);
        ObjectNode model = job.model("results", results).put("of", weights.toString());
        Path models = job.modelFolder(id + "-imported");
        model.putObject("import").put("into", models.toString()).put("id", id).put("half", storage.equals("fp16"));
        return new ImportedModel(results, models.resolve(id));
    }
}
