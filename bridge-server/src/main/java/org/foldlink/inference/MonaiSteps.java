package org.foldlink.inference;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.models.MonaiOutput;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.MonaiStep;
import org.foldlink.models.Task;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Workers;
import org.foldlink.preprocess.monai.MonaiPreprocessor;
import org.foldlink.volume.Volume;

/**
 * MONAI's. A region does not shorten the run: foreground and intensities are those of the whole volume, and so are the tiles; it only leaves
 * out the rest of the result.
 */
record MonaiSteps(MonaiPlan plan) implements NetworkSteps {

    @Override
    public AxisMap axes(Grid grid) {
        return MonaiPreprocessor.axes(grid, plan);
    }

    @Override
    public double[] spacingFor(double[] own) {
        double[] spacing = own.clone();
        for (int a = 0; a < 3; a++) {
            double stated = plan.spacing().get(a);
            spacing[a] = stated == 0 ? own[a] : stated;
        }
        return spacing;
    }

    @Override
    public int[] largestShape(AxisMap axes) {
        return MonaiPreprocessor.largestShape(axes, plan);
    }

    @Override
    public boolean turns() {
        return !plan.orientation().isEmpty();
    }

    @Override
    public ChannelValues values(int channel) {
        return plan.steps().stream().anyMatch(s -> s instanceof MonaiStep.Range range && range.aMin() < 0)
                ? ChannelValues.HOUNSFIELD
                : ChannelValues.ANY;
    }

    @Override
    public Preprocessed prepare(
            List<Volume> channels,
            Optional<Volume> previous,
            Optional<Box> region,
            Workers workers,
            BooleanSupplier stop) {
        return new MonaiPreprocessor(workers, stop).run(channels, plan);
    }

    @Override
    public TileShape tileShape() {
        List<Integer> roi = plan.patch();
        TileShape shape = new TileShape(plan.channels(), plan.heads(), roi.get(0), roi.get(1), roi.get(2));
        return plan.task() == Task.CLASSIFICATION ? shape.classifying() : shape;
    }

    @Override
    public Tiling tiling(int[] netShape, boolean mirroring) {
        return MonaiTiling.of(plan.inferer(), netShape);
    }

    @Override
    public Activation activation() {
        return switch (plan.output().activation()) {
            case NONE -> Activation.NONE;
            case SOFTMAX -> Activation.SOFTMAX;
            case SIGMOID -> Activation.SIGMOID;
        };
    }

    @Override
    public LabelRule rule() {
        MonaiOutput output = plan.output();
        return switch (output.decision()) {
            case ARGMAX -> LabelRule.of(output.heads(), List.of());
            case THRESHOLD -> LabelRule.of(output.heads(), output.values());
        };
    }

    @Override
    public boolean mirrors() {
        return false;
    }

    @Override
    public int foregroundLabels() {
        return (int) plan.output().values().stream().filter(v -> v != 0).count();
    }
}
