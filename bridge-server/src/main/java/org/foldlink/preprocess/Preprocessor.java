package org.foldlink.preprocess;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.NnunetPlans;
import org.foldlink.models.Resampling;
import org.foldlink.volume.Volume;
import org.foldlink.volume.Voxels;

/**
 * nnU-Net's preprocessing in its order: the reader's orientation and {@code transpose_forward}, crop to nonzero, normalise, resample to the
 * network's spacing. Values are read as single precision, as nnU-Net's readers do.
 */
public final class Preprocessor {

    private final Workers workers;
    private final BooleanSupplier stop;

    public Preprocessor(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    /**
     * @param channels one a network channel, all on one grid, all finite
     * @param region RAS mm: only the block around it is kept, with half a patch of context on either side. The cut comes after the
     *     normalisation, so the intensities are those of the whole volume
     * @throws java.util.concurrent.CancellationException once stopped
     */
    public Preprocessed run(List<Volume> channels, NnunetPlans plans, Optional<Box> region) {
        return run(channels, Optional.empty(), plans, region);
    }

    /**
     * @param previous where the plans have a previous stage: its labelmap on the channels' grid, which becomes further channels
     * @see #run(List, NnunetPlans, Optional)
     */
    public Preprocessed run(List<Volume> channels, Optional<Volume> previous, NnunetPlans plans, Optional<Box> region) {
        AxisMap axes = AxisMap.of(channels.get(0).grid(), plans.reader(), plans.transposeForward());
        Tensor whole = load(channels, axes);
        int[] crop = NonzeroMask.bounds(whole);
        Tensor image = crop(whole, crop);
        boolean masked = previous.isPresent() || Normalizer.needsMask(plans.normalization());
        boolean[][] mask = masked ? NonzeroMask.filled(image, workers, stop) : new boolean[0][];
        PreviousLabels before = new PreviousLabels(workers, stop);
        char[][] labels = previous.isPresent() ? before.load(previous.get(), axes, crop, mask) : new char[0][];
        new Normalizer(workers, stop).normalize(image, plans.normalization(), mask);
        double[] current = {axes.spacing(0), axes.spacing(1), axes.spacing(2)};
        double[] target = plans.spacingFor(current);
        int[] block = crop;
        if (region.isPresent()) {
            block = around(axes, region.get(), crop, plans, current);
            int[] inner = new int[6];
            for (int a = 0; a < 6; a++) {
                inner[a] = block[a] - crop[a % 3];
            }
            labels = previous.isPresent() ? PreviousLabels.cut(labels, image.width(), inner) : labels;
            image = crop(image, inner);
        }
        int[] start = {block[0], block[1], block[2]};
        int[] shape = {block[3] - block[0], block[4] - block[1], block[5] - block[2]};
        int[] to = Resampler.newShape(shape, current, target);
        Tensor resampled = new Resampler(workers, stop).resample(image, to, plans.data(), current, target);
        if (previous.isPresent()) {
            Resampling how = plans.previous().orElseThrow().labels();
            AxisTaps[] taps = Resampler.taps(shape, to, how, current, target);
            labels = new LabelResampler(taps, workers, stop).resample(labels);
            resampled = before.append(resampled, labels, plans.foregroundLabels());
        }
        return new Preprocessed(resampled, frame(axes, start, shape, to, plans, current, target));
    }

    /** The logits go back by the plans' own resampling. */
    private static Frame frame(
            AxisMap axes, int[] start, int[] shape, int[] to, NnunetPlans plans, double[] current, double[] target) {
        AxisTaps[] back = Resampler.taps(to, shape, plans.probabilities(), target, current);
        AxisTaps[] nearest = new AxisTaps[3];
        for (int a = 0; a < 3; a++) {
            nearest[a] = new AxisTaps(to[a], shape[a], 0);
        }
        return new Frame(axes, start, shape, back, nearest);
    }

    private Tensor load(List<Volume> channels, AxisMap axes) {
        Tensor to = Tensor.allocate(channels.size(), axes.size(0), axes.size(1), axes.size(2));
        for (int c = 0; c < channels.size(); c++) {
            int channel = c;
            Voxels voxels = channels.get(c).voxels();
            workers.forEach(to.depth(), z -> loadSlice(voxels, axes, z, to.slice(channel, z)), stop);
        }
        return to;
    }

    private static void loadSlice(Voxels voxels, AxisMap axes, int z, float[] slice) {
        int width = axes.size(2);
        for (int y = 0; y < axes.size(1); y++) {
            long from = axes.index(z, y, 0);
            if (axes.stride(2) == 1) {
                voxels.read(from, slice, y * width, width);
            } else {
                for (int x = 0; x < width; x++) {
                    slice[y * width + x] = (float) voxels.get(from + x * axes.stride(2));
                }
            }
        }
    }

    /** Half-open block {start z, y, x, end z, y, x}; the tensor itself if that is all of it. */
    private Tensor crop(Tensor image, int[] b) {
        int height = b[4] - b[1];
        int width = b[5] - b[2];
        if (b[3] - b[0] == image.depth() && height == image.height() && width == image.width()) {
            return image;
        }
        Tensor to = Tensor.allocate(image.channels(), b[3] - b[0], height, width);
        for (int c = 0; c < image.channels(); c++) {
            int channel = c;
            workers.forEach(
                    to.depth(),
                    z -> {
                        float[] source = image.slice(channel, z + b[0]);
                        for (int y = 0; y < height; y++) {
                            int at = (y + b[1]) * image.width() + b[2];
                            System.arraycopy(source, at, to.slice(channel, z), y * width, width);
                        }
                    },
                    stop);
        }
        return to;
    }

    /** The crop's part within half a patch of the region's bounding block; never empty. */
    private static int[] around(AxisMap axes, Box region, int[] crop, NnunetPlans plans, double[] spacing) {
        double[] target = plans.spacingFor(spacing);
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        var toIndex = axes.grid().indexToRas().inverse();
        for (int corner = 0; corner < 8; corner++) {
            Vec3 ras = new Vec3(
                    (corner & 1) == 0 ? region.min().x() : region.max().x(),
                    (corner & 2) == 0 ? region.min().y() : region.max().y(),
                    (corner & 4) == 0 ? region.min().z() : region.max().z());
            double[] at = axes.fromGridIndex(toIndex.apply(ras));
            for (int a = 0; a < 3; a++) {
                low[a] = Math.min(low[a], at[a]);
                high[a] = Math.max(high[a], at[a]);
            }
        }
        int[] block = new int[6];
        for (int a = 0; a < 3; a++) {
            double context = plans.patch().get(a) * target[a] / (2 * spacing[a]);
            int first = (int) Math.floor(Math.max(-1, low[a] - context));
            int last = (int) Math.ceil(Math.min(axes.size(a), high[a] + context));
            block[a] = Math.max(crop[a], Math.min(first, crop[a + 3] - 1));
            block[a + 3] = Math.min(crop[a + 3], Math.max(last + 1, block[a] + 1));
        }
        return block;
    }
}
