package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * nnU-Net's ensemble of configurations: each member's mean logits go to the input's grid and become probabilities there, and the mean of those
 * decides. One row of voxels at a time, all heads of one member after the other, so nothing of it spans the volume but the result.
 */
final class MeanExport {

    private final List<Part> parts;
    private final LabelRule rule;
    private final Workers workers;
    private final BooleanSupplier stop;
    private final AxisMap axes;
    /** The block that every member has computed. A region's blocks differ by their patches; each holds the region. */
    private final int[] start = new int[3];

    private final int[] size = new int[3];

    /** One member's scores and its way to the input's grid; all members have the same axes. */
    record Part(GridExport export, Scores scores) {}

    MeanExport(List<Part> parts, LabelRule rule, Workers workers, BooleanSupplier stop) {
        this.parts = List.copyOf(parts);
        this.rule = rule;
        this.workers = workers;
        this.stop = stop;
        this.axes = parts.get(0).export().frame().axes();
        for (int a = 0; a < 3; a++) {
            int first = 0;
            int end = Integer.MAX_VALUE;
            for (Part part : parts) {
                Frame frame = part.export().frame();
                first = Math.max(first, frame.start(a));
                end = Math.min(end, frame.start(a) + frame.size(a));
            }
            start[a] = first;
            size[a] = Math.max(0, end - first);
        }
    }

    Volume labels(VoxelType type) {
        Volume to = Volume.allocate(axes.grid(), type);
        forEachRow((rows, z, y) -> {
            float[] scratch = new float[size[2]];
            char[] labels = new char[size[2]];
            rule.decide(rows, size[2], 0.5f, scratch, labels);
            long at = axes.index(z, y, start[2]);
            for (int x = 0; x < size[2]; x++) {
                if (labels[x] != 0 && inRegion(z, y, start[2] + x)) {
                    to.voxels().set(at + x * axes.stride(2), labels[x]);
                }
            }
        });
        return to;
    }

    /** One FLOAT32 volume a head. */
    List<Volume> probabilities() {
        List<Volume> volumes = new ArrayList<>();
        for (int h = 0; h < heads(); h++) {
            volumes.add(GridExport.filled(axes.grid(), rule.outside(h), workers, stop));
        }
        forEachRow((rows, z, y) -> {
            long at = axes.index(z, y, start[2]);
            for (int x = 0; x < size[2]; x++) {
                if (inRegion(z, y, start[2] + x)) {
                    for (int h = 0; h < rows.length; h++) {
                        volumes.get(h).voxels().set(at + x * axes.stride(2), rows[h][x]);
                    }
                }
            }
        });
        return volumes;
    }

    /** UINT8 0–100: entropy of the mean probabilities. */
    Volume entropy() {
        Volume to = Volume.allocate(axes.grid(), VoxelType.UINT8);
        forEachRow((rows, z, y) -> {
            byte[] percent = new byte[size[2]];
            rule.entropy(rows, size[2], Activation.SOFTMAX, percent);
            long at = axes.index(z, y, start[2]);
            for (int x = 0; x < size[2]; x++) {
                if (percent[x] != 0 && inRegion(z, y, start[2] + x)) {
                    to.voxels().set(at + x * axes.stride(2), percent[x]);
                }
            }
        });
        return to;
    }

    /** UINT8 0–100: the mean of the members' own maps. */
    Volume mean(List<Volume> maps) {
        Volume to = Volume.allocate(axes.grid(), VoxelType.UINT8);
        int slice = Math.multiplyExact(axes.grid().sizeI(), axes.grid().sizeJ());
        workers.forEach(
                axes.grid().sizeK(),
                k -> {
                    float[] sum = new float[slice];
                    float[] one = new float[slice];
                    for (Volume map : maps) {
                        map.voxels().read((long) k * slice, one, 0, slice);
                        for (int i = 0; i < slice; i++) {
                            sum[i] += one[i];
                        }
                    }
                    for (int i = 0; i < slice; i++) {
                        if (sum[i] != 0) {
                            to.voxels().set((long) k * slice + i, Math.round(sum[i] / maps.size()));
                        }
                    }
                },
                stop);
        return to;
    }

    private int heads() {
        return parts.get(0).scores().sum().channels();
    }

    private interface Row {
        /** @param rows mean probabilities, {@code [head][x - start]}, of row (z, y) of the input's array */
        void accept(float[][] rows, int z, int y);
    }

    private void forEachRow(Row body) {
        workers.forEach(size[0], z -> slice(z + start[0], body), stop);
    }

    private void slice(int z, Row body) {
        float[][] mean = new float[heads()][size[2]];
        List<RowSampler> samplers =
                parts.stream().map(p -> new RowSampler(p.export().frame())).toList();
        for (int y = start[1]; y < start[1] + size[1]; y++) {
            for (int p = 0; p < parts.size(); p++) {
                Frame frame = parts.get(p).export().frame();
                float[][] rows = probabilities(parts.get(p), samplers.get(p), z - frame.start(0), y - frame.start(1));
                int offset = start[2] - frame.start(2);
                for (int h = 0; h < mean.length; h++) {
                    for (int x = 0; x < size[2]; x++) {
                        mean[h][x] = p == 0 ? rows[h][offset + x] : mean[h][x] + rows[h][offset + x];
                    }
                }
            }
            for (float[] row : mean) {
                for (int x = 0; x < row.length; x++) {
                    row[x] /= parts.size();
                }
            }
            body.accept(mean, z, y);
        }
    }

    /** One member's, {@code [head][x]} of row (z, y) of its block. */
    private float[][] probabilities(Part part, RowSampler sampler, int z, int y) {
        Scores scores = part.scores();
        int width = part.export().frame().size(2);
        float[][] rows = new float[heads()][width];
        for (int h = 0; h < rows.length; h++) {
            sampler.row(scores.sum(), h, z, y, rows[h]);
            for (int x = 0; x < width; x++) {
                rows[h][x] /= scores.times();
            }
        }
        rule.probabilities(rows, width, scores.made());
        return rows;
    }

    private boolean inRegion(int z, int y, int x) {
        Frame frame = parts.get(0).export().frame();
        return parts.get(0).export().inRegion(z - frame.start(0), y - frame.start(1), x - frame.start(2));
    }
}
