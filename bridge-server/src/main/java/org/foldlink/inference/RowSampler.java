package org.foldlink.inference;

import java.util.Arrays;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Tensor;

/** Rows of the block's grid, interpolated from the network's along z and y and then x. For one thread: it keeps a row of scratch. */
final class RowSampler {

    private final AxisTaps along0;
    private final AxisTaps along1;
    private final AxisTaps along2;
    /** One row of the network's grid, and after it values that are read with weight 0 only. */
    private final float[] source;

    RowSampler(Frame frame) {
        this.along0 = frame.back(0);
        this.along1 = frame.back(1);
        this.along2 = frame.back(2);
        this.source = new float[along2.in() + along2.taps() - 1];
    }

    /** All of row (z, y) of the block. */
    void row(Tensor from, int channel, int z, int y, float[] to) {
        blend(from, channel, z, y, 0, from.width());
        if (along2.identity()) {
            System.arraycopy(source, 0, to, 0, from.width());
            return;
        }
        for (int x = 0; x < along2.out(); x++) {
            to[x] = at(x);
        }
    }

    /** The first {@code n} voxels of {@code xs}, ascending (as what they are interpolated from does), of row (z, y) of the block. */
    void some(Tensor from, int channel, int z, int y, int[] xs, int n, float[] to) {
        int first = along2.first(xs[0]);
        int end = Math.min(from.width(), along2.first(xs[n - 1]) + along2.taps());
        blend(from, channel, z, y, first, end);
        for (int i = 0; i < n; i++) {
            to[i] = along2.identity() ? source[xs[i]] : at(xs[i]);
        }
    }

    private float at(int x) {
        int first = along2.first(x);
        double value = along2.weight(x, 0) * source[first];
        for (int t = 1; t < along2.taps(); t++) {
            value += along2.weight(x, t) * source[first + t];
        }
        return (float) value;
    }

    /** Values {@code first} to {@code end} (exclusive) of the network's row that lies at (z, y) of the block. */
    private void blend(Tensor from, int channel, int z, int y, int first, int end) {
        Arrays.fill(source, first, end, 0);
        for (int tz = 0; tz < along0.taps(); tz++) {
            double wz = along0.weight(z, tz);
            if (wz == 0) {
                continue;
            }
            float[] slice = from.slice(channel, along0.first(z) + tz);
            for (int ty = 0; ty < along1.taps(); ty++) {
                float weight = (float) (wz * along1.weight(y, ty));
                if (weight != 0) {
                    add(source, slice, (along1.first(y) + ty) * from.width(), weight, first, end);
                }
            }
        }
    }

    private static void add(float[] to, float[] slice, int at, float weight, int first, int end) {
        for (int x = first; x < end; x++) {
            to[x] += weight * slice[at + x];
        }
    }
}
