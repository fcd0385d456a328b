package org.foldlink.inference;

import org.foldlink.components.LabelRuns;
import org.foldlink.models.PostProcessing;
import org.foldlink.volume.Volume;

/** nnU-Net's post-processing, its steps in their order. */
final class PostProcessor {

    private PostProcessor() {}

    /** Changes {@code labels} in place; they are not handed on yet. */
    static void apply(PostProcessing how, Volume labels) {
        if (how.isEmpty()) {
            return;
        }
        LabelRuns runs = LabelRuns.of(labels);
        for (PostProcessing.LargestComponent step : how.steps()) {
            runs.keepLargest(step.values()::contains, step.background());
        }
        runs.write();
    }
}
