package org.foldlink.benchmarks.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.inference.TileShape;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.NnunetPlans;

/**
 * One model on one scan.
 *
 * @param input named {@code case_0000.nii.gz}, alone in its folder
 * @param model the folder that FoldLink reads
 * @param peerModel the folder that nnU-Net reads, with the same weights
 */
record Subject(String name, Path input, ModelDescriptor model, Optional<Path> peerModel, boolean mirroring) {

    static Subject of(String name, Path input, Path folder, Optional<Path> peerModel, boolean mirroring)
            throws ModelException {
        return new Subject(name, input, ModelFolder.describe(folder), peerModel, mirroring);
    }

    int folds() {
        return model.folds().size();
    }

    TileShape tile() throws ModelException {
        NnunetPlans plans = ModelFolder.plans(model.folder());
        return new TileShape(
                plans.normalization().size(),
                plans.heads(),
                plans.patch().get(0),
                plans.patch().get(1),
                plans.patch().get(2));
    }
}
