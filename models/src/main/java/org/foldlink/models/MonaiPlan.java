package org.foldlink.models;

import java.util.List;

/**
 * Everything that a MONAI-style model needs at inference, as its {@code monai.json} states it. Array axes are MONAI's: 0, 1, 2 = i, j, k of the
 * scan's grid, or the directions of the pipeline's orientation step.
 *
 * @param task labels for each voxel, or one answer for the volume
 * @param channels of the network's input
 * @param steps preprocessing, in order
 */
public record MonaiPlan(Task task, int channels, List<MonaiStep> steps, MonaiInferer inferer, MonaiOutput output)
        implements NetworkPlan {

    public MonaiPlan {
        steps = List.copyOf(steps);
    }

    @Override
    public List<Integer> patch() {
        return inferer.roi();
    }

    @Override
    public int heads() {
        return output.heads();
    }

    /** The network's spacing in mm along array axes 0, 1, 2; 0 where the scan's own is kept. */
    public List<Double> spacing() {
        return steps.stream()
                .filter(MonaiStep.Spacing.class::isInstance)
                .map(s -> ((MonaiStep.Spacing) s).mm())
                .findFirst()
                .orElse(List.of(0.0, 0.0, 0.0));
    }

    /** The directions in which the array's axes grow ("RAS"), empty where they stay the scan's own. */
    public String orientation() {
        return steps.stream()
                .filter(MonaiStep.Orientation.class::isInstance)
                .map(s -> ((MonaiStep.Orientation) s).axes())
                .findFirst()
                .orElse("");
    }
}
