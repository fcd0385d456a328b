package org.foldlink.preprocess;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * nnU-Net's resampling of a labelmap ({@code resample_data_or_seg_to_shape} with {@code is_seg}): every label's indicator is interpolated on
 * its own and the highest wins. Of equal ones the nearest voxel's label wins if it is among them, else the smallest. With order 0 it is the
 * nearest voxel. An axis apart has order 0 in its {@link AxisTaps}, so one formula serves all cases.
 *
 * <p>Labels are {@code [z][y * width + x]}, 0..65535; {@link #OUTSIDE} stands for nnU-Net's −1 and is smaller than any.
 */
final class LabelResampler {

    /** Of no label, outside of the nonzero mask. No label has this value: nnU-Net's own arrays of labels end at 32767. */
    static final char OUTSIDE = Character.MAX_VALUE;

    private final AxisTaps[] taps;
    private final AxisTaps[] nearest;
    private final Workers workers;
    private final BooleanSupplier stop;

    /** @param taps of orders 0 and 1, an axis each */
    LabelResampler(AxisTaps[] taps, Workers workers, BooleanSupplier stop) {
        this.taps = taps;
        this.workers = workers;
        this.stop = stop;
        this.nearest = new AxisTaps[3];
        for (int a = 0; a < 3; a++) {
            nearest[a] = new AxisTaps(taps[a].in(), taps[a].out(), 0);
        }
    }

    char[][] resample(char[][] labels) {
        if (taps[0].identity() && taps[1].identity() && taps[2].identity()) {
            return labels;
        }
        char[][] out = new char[taps[0].out()][];
        workers.forEach(out.length, z -> out[z] = slice(labels, z), stop);
        return out;
    }

    private char[] slice(char[][] labels, int z) {
        int width = taps[2].out();
        int source = taps[2].in();
        char[] out = new char[taps[1].out() * width];
        Vote vote = new Vote();
        for (int y = 0; y < taps[1].out(); y++) {
            char[][] slices = new char[4][];
            int[] offset = new int[4];
            double[] weight = new double[4];
            int rows = 0;
            for (int tz = 0; tz < taps[0].taps(); tz++) {
                for (int ty = 0; ty < taps[1].taps(); ty++) {
                    double w = taps[0].weight(z, tz) * taps[1].weight(y, ty);
                    if (w != 0) {
                        slices[rows] = labels[taps[0].first(z) + tz];
                        offset[rows] = (taps[1].first(y) + ty) * source;
                        weight[rows++] = w;
                    }
                }
            }
            char[] closeSlice = labels[nearest[0].first(z)];
            int closeRow = nearest[1].first(y) * source;
            for (int x = 0; x < width; x++) {
                int first = taps[2].first(x);
                int last = Math.min(source - 1, first + taps[2].taps() - 1);
                char any = slices[0][offset[0] + first];
                boolean mixed = false;
                for (int r = 0; r < rows; r++) {
                    mixed |= slices[r][offset[r] + first] != any || slices[r][offset[r] + last] != any;
                }
                if (!mixed) {
                    out[y * width + x] = any;
                    continue;
                }
                vote.clear();
                for (int r = 0; r < rows; r++) {
                    for (int t = 0; t <= last - first; t++) {
                        vote.add(slices[r][offset[r] + first + t], weight[r] * taps[2].weight(x, t));
                    }
                }
                out[y * width + x] = vote.winner(closeSlice[closeRow + nearest[2].first(x)]);
            }
        }
        return out;
    }

    /** The weights of the at most eight labels about one sample. */
    private static final class Vote {

        private final char[] labels = new char[8];
        private final double[] weights = new double[8];
        private int count;

        void clear() {
            count = 0;
        }

        void add(char label, double weight) {
            for (int n = 0; n < count; n++) {
                if (labels[n] == label) {
                    weights[n] += weight;
                    return;
                }
            }
            labels[count] = label;
            weights[count] = weight;
            count++;
        }

        char winner(char nearest) {
            if (count == 1) {
                return labels[0];
            }
            double most = Arrays.stream(weights, 0, count).max().orElseThrow();
            int smallest = Integer.MAX_VALUE;
            for (int n = 0; n < count; n++) {
                if (weights[n] == most) {
                    if (labels[n] == nearest) {
                        return nearest;
                    }
                    smallest = Math.min(smallest, order(labels[n]));
                }
            }
            return smallest < 0 ? OUTSIDE : (char) smallest;
        }

        private static int order(char label) {
            return label == OUTSIDE ? -1 : label;
        }
    }
}
