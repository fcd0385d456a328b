package org.foldlink.inference;

import java.util.function.BooleanSupplier;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/**
 * Labels on the input's grid: each head interpolated as the frame's way back says, then the decision. Where that way is of order 0, these are
 * the labels of the nearest voxels of the network's grid.
 *
 * <p>Linear weights are not negative, and rounding keeps order: where one head is the highest at every voxel of the network that an input
 * voxel is interpolated from, it is the highest there too (and a region that is above, or not, at all of them stays so; where its threshold is not 0,
 * but for the rounding of the weights' sum). So labels are first decided at the network's resolution, and heads are interpolated only where those labels differ.
 */
final class LabelExport {

    /** Not the same label at all voxels that are interpolated from. A label of this value would only be interpolated too. */
    private static final char MIXED = 0xFFFF;
    /** Voxels decided at once, so that their best scores stay in the core's cache. */
    private static final int BLOCK = 4096;

    private final Frame frame;
    private final LabelRule rule;
    private final Workers workers;
    private final RegionMask region;
    private final BooleanSupplier stop;

    LabelExport(Frame frame, LabelRule rule, Workers workers, RegionMask region, BooleanSupplier stop) {
        this.frame = frame;
        this.rule = rule;
        this.workers = workers;
        this.region = region;
        this.stop = stop;
    }

    /**
     * Writes slices {@code from} to {@code end} (exclusive) of the block along the array's z.
     *
     * @param scores of which only the slices that these are interpolated from are read
     * @param to zero-filled
     */
    void write(Scores scores, int from, int end, Volume to) {
        AxisTaps along = frame.back(0);
        int firstNet = first(from, end);
        int endNet = firstNet;
        for (int o = from; o < end; o++) {
            endNet = Math.max(endNet, last(along, o) + 1);
        }
        Tensor sum = scores.sum();
        long netVoxels = (long) (endNet - firstNet) * sum.height() * sum.width();
        long voxels = (long) (end - from) * frame.size(1) * frame.size(2);
        char[][] net = new char[along.in()][];
        // Finer than the input by far, most of the network's voxels are not interpolated from at all.
        boolean shared = linear() && netVoxels <= 2 * voxels;
        if (shared) {
            workers.forEach(endNet - firstNet, i -> net[firstNet + i] = decide(scores, firstNet + i), stop);
        }
        workers.forEach(end - from, i -> slice(scores, from + i, net, shared, to), stop);
    }

    /** Whether all weights are those of a mean. */
    private boolean linear() {
        for (int a = 0; a < 3; a++) {
            AxisTaps along = frame.back(a);
            for (int o = 0; o < along.out(); o++) {
                double sum = 0;
                for (int t = 0; t < along.taps(); t++) {
                    if (along.order() > 1 || along.weight(o, t) < 0) {
                        return false;
                    }
                    sum += along.weight(o, t);
                }
                if (Math.abs(sum - 1) > 1e-6) {
                    return false; // beside what was cropped off: a region fades out there
                }
            }
        }
        return true;
    }

    /** Labels of slice {@code z} of the network's grid. */
    private char[] decide(Scores scores, int z) {
        Tensor sum = scores.sum();
        int area = sum.height() * sum.width();
        char[] labels = new char[area];
        float[] best = new float[BLOCK];
        float[][] heads = new float[sum.channels()][];
        for (int h = 0; h < heads.length; h++) {
            heads[h] = sum.slice(h, z);
        }
        for (int at = 0; at < area; at += BLOCK) {
            rule.decide(heads, at, Math.min(BLOCK, area - at), scores.threshold(), best, labels);
        }
        return labels;
    }

    private void slice(Scores scores, int z, char[][] net, boolean shared, Volume to) {
        Tensor sum = scores.sum();
        int width = frame.size(2);
        AxisMap axes = frame.axes();
        RowSampler sampler = new RowSampler(frame);
        float[][] rows = new float[sum.channels()][width];
        float[] best = new float[width];
        char[] decided = new char[width];
        char[] labels = new char[width];
        char[] common = new char[sum.width() + 1];
        int[] mixed = new int[width];
        for (int y = 0; y < frame.size(1); y++) {
            int n = shared ? common(net, z, y, common, labels, mixed) : all(mixed);
            if (n > 0) {
                for (int h = 0; h < rows.length; h++) {
                    sampler.some(sum, h, z, y, mixed, n, rows[h]);
                }
                rule.decide(rows, 0, n, scores.threshold(), best, decided);
                for (int i = 0; i < n; i++) {
                    labels[mixed[i]] = decided[i];
                }
            }
            if (!region.everywhere()) {
                for (int x = 0; x < width; x++) {
                    labels[x] = labels[x] != 0 && region.contains(z, y, x) ? labels[x] : 0;
                }
            }
            long at = axes.index(z + frame.start(0), y + frame.start(1), frame.start(2));
            to.voxels().write(at, axes.stride(2), labels, width);
        }
    }

    private static int all(int[] mixed) {
        for (int x = 0; x < mixed.length; x++) {
            mixed[x] = x;
        }
        return mixed.length;
    }

    /** Labels of row (z, y) where the network's voxels agree; the others go into {@code mixed}. @return how many those are */
    private int common(char[][] net, int z, int y, char[] common, char[] labels, int[] mixed) {
        AxisTaps along0 = frame.back(0);
        AxisTaps along1 = frame.back(1);
        AxisTaps along2 = frame.back(2);
        int width = along2.in();
        boolean begun = false;
        for (int tz = 0; tz < along0.taps(); tz++) {
            for (int ty = 0; ty < along1.taps(); ty++) {
                // As the sampler has it: what rounds to no weight is not read.
                if ((float) (along0.weight(z, tz) * along1.weight(y, ty)) != 0) {
                    char[] slice = net[along0.first(z) + tz];
                    int at = (along1.first(y) + ty) * width;
                    if (begun) {
                        agree(common, slice, at, width);
                    } else {
                        System.arraycopy(slice, at, common, 0, width);
                        begun = true;
                    }
                }
            }
        }
        if (!begun) {
            return all(mixed);
        }
        int n = 0;
        for (int x = 0; x < labels.length; x++) {
            char label = common(common, along2, x);
            labels[x] = label;
            mixed[n] = x;
            n += label == MIXED ? 1 : 0;
        }
        return n;
    }

    private static char common(char[] row, AxisTaps along, int x) {
        int first = along.first(x);
        char label = MIXED;
        boolean begun = false;
        for (int t = 0; t < along.taps(); t++) {
            if (along.weight(x, t) != 0) {
                char other = row[first + t];
                label = begun && label != other ? MIXED : other;
                begun = true;
                if (label == MIXED) {
                    break;
                }
            }
        }
        return label;
    }

    private static void agree(char[] common, char[] slice, int at, int width) {
        for (int x = 0; x < width; x++) {
            common[x] = common[x] == slice[at + x] ? common[x] : MIXED;
        }
    }

    /** First slice of the network's grid that slices {@code from} to {@code end} (exclusive) of the block read. */
    int first(int from, int end) {
        int first = frame.back(0).in();
        for (int o = from; o < end; o++) {
            first = Math.min(first, frame.back(0).first(o));
        }
        return first;
    }

    /** Slices along the array's z that can be written once the network's first {@code finished} slices are there. */
    int ready(int finished) {
        AxisTaps along = frame.back(0);
        int ready = 0;
        while (ready < along.out() && last(along, ready) < finished) {
            ready++;
        }
        return ready;
    }

    private static int last(AxisTaps along, int o) {
        int last = along.first(o);
        for (int t = 1; t < along.taps(); t++) {
            last = along.weight(o, t) == 0 ? last : along.first(o) + t;
        }
        return last;
    }
}
