package org.foldlink.preprocess.monai;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.MonaiStep;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/**
 * A MONAI pipeline's preprocessing, step by step in its own order. Array axes 0, 1, 2 are MONAI's (i, j, k of the scan, or the directions of the
 * orientation step), held as depth, height and width of the tensor.
 */
public final class MonaiPreprocessor {

    private final Workers workers;
    private final BooleanSupplier stop;

    public MonaiPreprocessor(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    /**
     * @param channels one a network channel, all on one grid, all finite
     * @return the way back of whose frame undoes the spatial steps: at once, since each of them works on every axis by itself
     * @throws java.util.concurrent.CancellationException once stopped
     */
    public Preprocessed run(List<Volume> channels, MonaiPlan plan) {
        AxisMap axes = axes(channels.get(0).grid(), plan);
        Tensor image = new VolumeLoader(workers, stop).load(channels, axes);
        WayBack back = new WayBack(axes);
        Intensities intensities = new Intensities(workers, stop);
        SeparableMap map = new SeparableMap(workers, stop);
        for (MonaiStep step : plan.steps()) {
            if (step instanceof MonaiStep.Intensity intensity) {
                intensities.apply(intensity, image);
            } else if (step instanceof MonaiStep.Spacing spacing) {
                image = map.apply(image, space(axes, spacing, back));
            } else if (step instanceof MonaiStep.CropForeground crop) {
                image = map.apply(image, crop(image, crop, back));
            } else if (step instanceof MonaiStep.Resize resize) {
                image = map.apply(image, resize(image, resize, back));
            } // the orientation is the axes' own
        }
        return new Preprocessed(image, back.frame(plan.output().carriesLabels()));
    }

    /** How the plan's array axes lie in a scan's grid. */
    public static AxisMap axes(Grid grid, MonaiPlan plan) {
        return Orientation.of(grid, plan.orientation());
    }

    private static AxisOperator[] space(AxisMap axes, MonaiStep.Spacing step, WayBack back) {
        SpacingGrid grid = spacingGrid(axes, step);
        AxisOperator[] forth = new AxisOperator[3];
        for (int a = 0; a < 3; a++) {
            int from = axes.size(a);
            int to = grid.shape(a);
            if (grid.unchanged()) {
                forth[a] = AxisOperator.identity(from);
                continue;
            }
            double scale = grid.scale(a);
            double shift = grid.shift(a);
            forth[a] = step.nearest()
                    ? AxisOperator.nearest(from, to, scale, shift)
                    : AxisOperator.linear(from, to, scale, shift);
            AxisOperator nearest = AxisOperator.nearest(to, from, 1 / scale, -shift / scale);
            back.undo(a, step.nearest() ? nearest : AxisOperator.linear(to, from, 1 / scale, -shift / scale), nearest);
        }
        return forth;
    }

    private static AxisOperator[] crop(Tensor image, MonaiStep.CropForeground step, WayBack back) {
        Foreground box = Foreground.of(image, step);
        AxisOperator[] forth = new AxisOperator[3];
        for (int a = 0; a < 3; a++) {
            int from = image.shape()[a];
            forth[a] = AxisOperator.window(from, box.start(a), box.size(a));
            AxisOperator undo = AxisOperator.window(box.size(a), -box.start(a), from);
            back.undo(a, undo, undo);
        }
        return forth;
    }

    private static AxisOperator[] resize(Tensor image, MonaiStep.Resize step, WayBack back) {
        AxisOperator[] forth = new AxisOperator[3];
        for (int a = 0; a < 3; a++) {
            int from = image.shape()[a];
            int to = step.size().get(a);
            forth[a] = AxisOperator.resize(from, to, step.mode());
            back.undo(
                    a,
                    AxisOperator.resize(to, from, step.mode()),
                    AxisOperator.resize(to, from, MonaiStep.ResizeMode.NEAREST));
        }
        return forth;
    }

    private static SpacingGrid spacingGrid(AxisMap axes, MonaiStep.Spacing step) {
        Vec3 origin = axes.ras(0, 0, 0);
        Affine toRas = axes.grid().indexToRas();
        double[][] steps = new double[3][3];
        for (int a = 0; a < 3; a++) {
            Vec3 column = Orientation.step(toRas, axes.gridAxis(a)).times(axes.flipped(a) ? -1 : 1);
            for (int r = 0; r < 3; r++) {
                steps[r][a] = Orientation.component(column, r);
            }
        }
        return SpacingGrid.of(steps, new double[] {origin.x(), origin.y(), origin.z()}, axes.shape(), step.mm());
    }

    /** The network's shape for a scan of this grid, as far as it is known before the voxels are: as if nothing could be cropped. */
    public static int[] largestShape(AxisMap axes, MonaiPlan plan) {
        int[] shape = axes.shape();
        for (MonaiStep step : plan.steps()) {
            if (step instanceof MonaiStep.Spacing spacing) {
                SpacingGrid grid = spacingGrid(axes, spacing);
                shape = new int[] {grid.shape(0), grid.shape(1), grid.shape(2)};
            } else if (step instanceof MonaiStep.CropForeground crop && !crop.allowSmaller()) {
                for (int a = 0; a < 3; a++) {
                    shape[a] += 2 * crop.margin().get(a);
                }
            } else if (step instanceof MonaiStep.Resize resize) {
                shape = resize.size().stream().mapToInt(i -> i).toArray();
            }
        }
        return shape;
    }
}
