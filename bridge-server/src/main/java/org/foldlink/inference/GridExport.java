package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * From logits at the network's resolution to volumes on the input's own grid: nnU-Net's export. One row of voxels at a time, all heads, so the
 * memory does not follow classes × voxels.
 */
final class GridExport {

    private final Frame frame;
    private final LabelRule rule;
    private final Workers workers;
    private final RegionMask region;
    private final LabelExport labels;
    private final BooleanSupplier stop;

    GridExport(Frame frame, LabelRule rule, Workers workers, Optional<Box> region, BooleanSupplier stop) {
        this.frame = frame;
        this.rule = rule;
        this.workers = workers;
        this.stop = stop;
        this.region = new RegionMask(frame, region);
        this.labels = new LabelExport(frame, rule, workers, this.region, stop);
    }

    Volume labels(Scores scores, VoxelType type) {
        Volume to = empty(type);
        labels(scores, 0, frame.size(0), to);
        return to;
    }

    /** Slices {@code from} to {@code end} (exclusive) of the block along the array's z; {@code to} is still zero there. */
    void labels(Scores scores, int from, int end, Volume to) {
        labels.write(scores, from, end, to);
    }

    /** On the input's grid, all 0. */
    Volume empty(VoxelType type) {
        return Volume.allocate(frame.axes().grid(), type);
    }

    /** Slices of the block along the array's z that can be written once the network's first {@code finished} slices are there. */
    int ready(int finished) {
        return labels.ready(finished);
    }

    /** First slice of the network's grid that the block's slices from {@code from} on read. */
    int firstRead(int from) {
        return labels.first(from, frame.size(0));
    }

    /** @param block labels of the block's own voxels */
    Volume block(VolumeOutput.Labels block, VoxelType type) {
        Volume to = Volume.allocate(frame.axes().grid(), type);
        AxisMap axes = frame.axes();
        int width = frame.size(2);
        workers.forEach(
                frame.size(0),
                z -> {
                    for (int y = 0; y < frame.size(1); y++) {
                        int from = (z * frame.size(1) + y) * width;
                        long at = axes.index(z + frame.start(0), y + frame.start(1), frame.start(2));
                        for (int x = 0; x < width; x++) {
                            int label = block.at(from + x);
                            if (label != 0 && inRegion(z, y, x)) {
                                to.voxels().set(at + x * axes.stride(2), label);
                            }
                        }
                    }
                },
                stop);
        return to;
    }

    /** One FLOAT32 volume a head. */
    List<Volume> probabilities(Scores scores) {
        List<Volume> volumes = new ArrayList<>();
        for (int h = 0; h < scores.sum().channels(); h++) {
            volumes.add(filled(frame.axes().grid(), rule.outside(h), workers, stop));
        }
        workers.forEach(frame.size(0), z -> probabilitySlice(scores, z, volumes), stop);
        return volumes;
    }

    /** FLOAT32, every voxel {@code value}. */
    static Volume filled(Grid grid, float value, Workers workers, BooleanSupplier stop) {
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        if (value != 0) {
            long slice = (long) grid.sizeI() * grid.sizeJ();
            workers.forEach(
                    grid.sizeK(),
                    k -> {
                        for (long i = k * slice; i < (k + 1) * slice; i++) {
                            volume.voxels().set(i, value);
                        }
                    },
                    stop);
        }
        return volume;
    }

    Frame frame() {
        return frame;
    }

    private void probabilitySlice(Scores scores, int z, List<Volume> to) {
        Tensor sum = scores.sum();
        int width = frame.size(2);
        float[][] rows = new float[sum.channels()][width];
        RowSampler sampler = new RowSampler(frame);
        AxisMap axes = frame.axes();
        for (int y = 0; y < frame.size(1); y++) {
            for (int h = 0; h < rows.length; h++) {
                sampler.row(sum, h, z, y, rows[h]);
                for (int x = 0; x < width; x++) {
                    rows[h][x] /= scores.times();
                }
            }
            rule.probabilities(rows, width, scores.made());
            long at = axes.index(z + frame.start(0), y + frame.start(1), frame.start(2));
            for (int x = 0; x < width; x++) {
                if (inRegion(z, y, x)) {
                    for (int h = 0; h < rows.length; h++) {
                        to.get(h).voxels().set(at + x * axes.stride(2), rows[h][x]);
                    }
                }
            }
        }
    }

    /** UINT8 0–100 from slices at the network's resolution, the nearest voxel; 0 outside of what the network saw. */
    Volume percent(List<byte[]> slices) {
        Volume to = Volume.allocate(frame.axes().grid(), VoxelType.UINT8);
        AxisTaps[] nearest = {frame.backNearest(0), frame.backNearest(1), frame.backNearest(2)};
        AxisMap axes = frame.axes();
        int sourceWidth = nearest[2].in();
        workers.forEach(
                frame.size(0),
                z -> {
                    byte[] slice = slices.get(nearest[0].first(z));
                    for (int y = 0; y < frame.size(1); y++) {
                        int row = nearest[1].first(y) * sourceWidth;
                        long at = axes.index(z + frame.start(0), y + frame.start(1), frame.start(2));
                        for (int x = 0; x < frame.size(2); x++) {
                            byte value = slice[row + nearest[2].first(x)];
                            if (value != 0 && inRegion(z, y, x)) {
                                to.voxels().set(at + x * axes.stride(2), value);
                            }
                        }
                    }
                },
                stop);
        return to;
    }

    /** UINT8 0–100: {@link LabelRule#entropy} of the mean logits; 0 outside of what the network saw. */
    Volume entropy(Scores scores) {
        Volume to = empty(VoxelType.UINT8);
        entropy(scores, 0, frame.size(0), to);
        return to;
    }

    /** Slices {@code from} to {@code end} (exclusive) of the block along the array's z; {@code to} is still zero there. */
    void entropy(Scores scores, int from, int end, Volume to) {
        workers.forEach(end - from, i -> entropySlice(scores, from + i, to), stop);
    }

    private void entropySlice(Scores scores, int z, Volume to) {
        Tensor sum = scores.sum();
        int width = frame.size(2);
        float[][] rows = new float[sum.channels()][width];
        RowSampler sampler = new RowSampler(frame);
        byte[] percent = new byte[width];
        AxisMap axes = frame.axes();
        for (int y = 0; y < frame.size(1); y++) {
            for (int h = 0; h < rows.length; h++) {
                sampler.row(sum, h, z, y, rows[h]);
                for (int x = 0; x < width; x++) {
                    rows[h][x] /= scores.times();
                }
            }
            rule.entropy(rows, width, scores.made(), percent);
            long at = axes.index(z + frame.start(0), y + frame.start(1), frame.start(2));
            for (int x = 0; x < width; x++) {
                if (percent[x] != 0 && inRegion(z, y, x)) {
                    to.voxels().set(at + x * axes.stride(2), percent[x]);
                }
            }
        }
    }

    /** Whether voxel (z, y, x) of the block is to be given. */
    boolean inRegion(int z, int y, int x) {
        return region.contains(z, y, x);
    }
}
