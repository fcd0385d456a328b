package org.foldlink.preprocess.monai;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.MonaiStep;
import org.foldlink.preprocess.AxisMap;
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

    /** What the network sees, and the way back. */
    static final class Prepared {

        private final Tensor image;
        private final AxisMap axes;
        private final AxisOperator[] back;

        private Prepared(Tensor image, AxisMap axes, AxisOperator[] back) {
            this.image = image;
            this.axes = axes;
            this.back = back;
        }

        /** Channels after the last step. */
        Tensor image() {
            return image;
        }

        /** How the array's axes lie in the scan's grid. */
        AxisMap axes() {
            return axes;
        }

        /** From the network's grid to the whole of the scan's; zero outside of what was cropped. */
        AxisOperator back(int a) {
            return back[a];
        }
    }

    Prepared run(List<Volume> channels, MonaiPlan plan) {
        AxisMap axes = Orientation.of(channels.get(0).grid(), plan.orientation());
        Tensor image = new VolumeLoader(workers, stop).load(channels, axes);
        AxisOperator[] back = new AxisOperator[3];
        for (int a = 0; a < 3; a++) {
            back[a] = AxisOperator.identity(axes.size(a));
        }
        boolean nearest = plan.output().carriesLabels();
        Intensities intensities = new Intensities(workers, stop);
        SeparableMap map = new SeparableMap(workers, stop);
        for (MonaiStep step : plan.steps()) {
            AxisOperator[] forth = new AxisOperator[3];
            AxisOperator[] undo = new AxisOperator[3];
            if (step instanceof MonaiStep.Intensity intensity) {
                intensities.apply(intensity, image);
                continue;
            } else if (step instanceof MonaiStep.Spacing spacing) {
                space(axes, spacing, nearest, forth, undo);
            } else if (step instanceof MonaiStep.CropForeground crop) {
                Foreground box = Foreground.of(image, crop);
                for (int a = 0; a < 3; a++) {
                    int size = image.shape()[a];
                    forth[a] = AxisOperator.window(size, box.start(a), box.size(a));
                    undo[a] = AxisOperator.window(box.size(a), -box.start(a), size);
                }
            } else if (step instanceof MonaiStep.Resize resize) {
                for (int a = 0; a < 3; a++) {
                    int size = image.shape()[a];
                    int to = resize.size().get(a);
                    forth[a] = AxisOperator.resize(size, to, resize.mode());
                    undo[a] = AxisOperator.resize(to, size, nearest ? MonaiStep.ResizeMode.NEAREST : resize.mode());
                }
            } else {
                continue; // the orientation is the axes' own
            }
            image = map.apply(image, forth);
            for (int a = 0; a < 3; a++) {
                back[a] = back[a].after(undo[a]);
            }
        }
        return new Prepared(image, axes, back);
    }

    private static void space(
            AxisMap axes, MonaiStep.Spacing step, boolean nearestBack, AxisOperator[] forth, AxisOperator[] undo) {
        int[] size = axes.shape();
        SpacingGrid grid = spacingGrid(axes, step);
        for (int a = 0; a < 3; a++) {
            int to = grid.shape(a);
            double scale = grid.scale(a);
            double shift = grid.shift(a);
            if (grid.unchanged()) {
                forth[a] = AxisOperator.identity(size[a]);
                undo[a] = forth[a];
                continue;
            }
            forth[a] = step.nearest()
                    ? AxisOperator.nearest(size[a], to, scale, shift)
                    : AxisOperator.linear(size[a], to, scale, shift);
            undo[a] = step.nearest() || nearestBack
                    ? AxisOperator.nearest(to, size[a], 1 / scale, -shift / scale)
                    : AxisOperator.linear(to, size[a], 1 / scale, -shift / scale);
        }
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
