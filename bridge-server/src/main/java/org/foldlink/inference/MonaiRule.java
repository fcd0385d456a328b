package org.foldlink.inference;

import java.util.List;
import org.foldlink.models.MonaiOutput;
import org.foldlink.models.MonaiPlan;

/** What a MONAI plan makes of its network's output. */
final class MonaiRule {

    private MonaiRule() {}

    static Activation activation(MonaiPlan plan) {
        return switch (plan.output().activation()) {
            case NONE -> Activation.NONE;
            case SOFTMAX -> Activation.SOFTMAX;
            case SIGMOID -> Activation.SIGMOID;
        };
    }

    static LabelRule of(MonaiPlan plan) {
        MonaiOutput output = plan.output();
        return switch (output.decision()) {
            case ARGMAX -> LabelRule.of(output.heads(), List.of());
            case THRESHOLD -> LabelRule.of(output.heads(), output.values());
        };
    }
}
