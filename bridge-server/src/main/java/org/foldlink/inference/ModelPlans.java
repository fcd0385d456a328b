package org.foldlink.inference;

import java.util.List;
import java.util.stream.Collectors;
import org.foldlink.inference.SegmentationException.Code;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.ModelPlan;

/** Reads the plan of a model that was opened before, and holds its folds against those that were there then. */
final class ModelPlans {

    private ModelPlans() {}

    static ModelPlan require(ModelDescriptor model) throws SegmentationException {
        try {
            return of(model);
        } catch (ModelException e) {
            throw new SegmentationException(Code.BAD_MODEL, "model", "model " + model.id() + ": " + e.getMessage(), e);
        }
    }

    static ModelPlan of(ModelDescriptor model) throws ModelException {
        ModelPlan plan = ModelFolder.plan(model.folder());
        // A fold that has gone would else be left out without a word.
        if (!plan.folds().equals(model.folds())) {
            throw new ModelException(
                    ModelException.Kind.UNFIT,
                    "its folds have changed since it was opened (" + names(model.folds()) + " then, "
                            + names(plan.folds()) + " now; open the models anew)");
        }
        return plan;
    }

    private static String names(List<FoldFile> folds) {
        return folds.stream().map(FoldFile::name).collect(Collectors.joining(", "));
    }
}
