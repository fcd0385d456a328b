package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Tensor;

/**
 * One preprocessed volume and all that a fused graph is told of it (docs/decisions/fused-graphs.md; the graph's inputs have the same names).
 * The padded grid is the network's, with zeros about it where it is smaller than a patch. Array axes z, y, x. Immutable; arrays are not copied.
 */
public final class VolumeTask {

    /** Bytes that a block of slices may take in each of its steps. */
    private static final long BLOCK_BYTES = 64L << 20;

    private final Tensor image;
    private final Optional<Tensor> firstFold;
    private final Tiling tiling;
    private final int[] before = new int[3];
    private final int[] padded = new int[3];
    private final AxisTaps[] back;
    private final int patchDepth;
    private final int block;

    private VolumeTask(
            Tensor image, Tiling tiling, TileShape shape, AxisTaps[] back, int folds, Optional<Tensor> firstFold) {
        this.image = image;
        this.firstFold = firstFold;
        this.tiling = tiling;
        this.patchDepth = shape.depth();
        this.back = back.clone();
        int[] patch = {shape.depth(), shape.height(), shape.width()};
        for (int a = 0; a < 3; a++) {
            int[] starts = tiling.starts(a);
            before[a] = Math.max(0, -starts[0]);
            padded[a] = starts[starts.length - 1] + before[a] + patch[a];
        }
        long inside = (long) folds * shape.heads() * padded[1] * padded[2];
        long outside = (long) shape.heads() * back[1].out() * Math.max(padded[2], back[2].out());
        this.block = (int) Math.max(1, Math.min(16, BLOCK_BYTES / (Float.BYTES * Math.max(inside, outside))));
    }

    /**
     * @param tiling of the image's own grid; its last tile ends with the image or with the padding
     * @param back from the image's grid to the output's, an axis each, of order 0 or 1
     * @param folds that the graph has
     * @param firstFold logits of the fold that ran before, on the image's grid, where the graph wants them
     */
    static VolumeTask of(
            Tensor image, Tiling tiling, TileShape shape, AxisTaps[] back, int folds, Optional<Tensor> firstFold) {
        return new VolumeTask(image, tiling, shape, back, folds, firstFold);
    }

    /** Voxels of the padded grid along array axis {@code a}. */
    public int padded(int a) {
        return padded[a];
    }

    /** Voxels of zeros below the image along array axis {@code a}. */
    int before(int a) {
        return before[a];
    }

    int tiles() {
        return tiling.tiles();
    }

    /** Voxels of the image along z, y, x, without padding. */
    int[] size() {
        return image.shape();
    }

    public int channels() {
        return image.channels();
    }

    /** Voxels of the output block along array axis {@code a}. */
    public int out(int a) {
        return back[a].out();
    }

    /** First voxel of each tile along array axis {@code a}, on the padded grid. */
    public long[] starts(int a) {
        int[] starts = tiling.starts(a);
        long[] shifted = new long[starts.length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = (long) starts[i] + before[a];
        }
        return shifted;
    }

    /** Slices that are finished with each layer of tiles: no later one reaches them. */
    public long[] advance() {
        long[] starts = starts(0);
        long[] advance = new long[starts.length];
        for (int i = 0; i < advance.length; i++) {
            advance[i] = (i + 1 < starts.length ? starts[i + 1] : padded[0]) - starts[i];
        }
        return advance;
    }

    /** Output slices that the slices finished before each layer, and after the last, suffice for. */
    public long[] ready() {
        long[] advance = advance();
        long[] ready = new long[advance.length + 1];
        int out = 0;
        long finished = 0;
        for (int i = 0; i < advance.length; i++) {
            finished += advance[i];
            while (out < back[0].out() && last(out) + before[0] < finished) {
                out++;
            }
            ready[i + 1] = out;
        }
        return ready;
    }

    /** The last slice that output slice {@code o} reads. */
    private int last(int o) {
        return back[0].first(o) + (upper(0, o) > 0 ? 1 : 0);
    }

    /** {@code [pass, 3]}: −1 where the pass mirrors the axis, else 1. */
    public long[] flips() {
        List<boolean[]> flips = tiling.flips();
        long[] steps = new long[3 * flips.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = flips.get(i / 3)[i % 3] ? -1 : 1;
        }
        return steps;
    }

    /** {@code [z, y, x]} of a tile. */
    public float[] importance() {
        return tiling.importance();
    }

    /** For each output sample along array axis {@code a}, the padded grid's sample at or below it. */
    public long[] first(int a) {
        long[] first = new long[back[a].out()];
        for (int o = 0; o < first.length; o++) {
            first[o] = (long) back[a].first(o) + before[a];
        }
        return first;
    }

    /** For each output sample along array axis {@code a}, the weight of the sample after {@link #first}. */
    public float[] upper(int a) {
        float[] upper = new float[back[a].out()];
        for (int o = 0; o < upper.length; o++) {
            upper[o] = upper(a, o);
        }
        return upper;
    }

    private float upper(int a, int o) {
        return back[a].order() == 0 ? 0 : (float) back[a].weight(o, 1);
    }

    /** How many slices are finished or exported at a time. */
    public int block() {
        return Math.min(block, patchDepth);
    }

    public int imageSize() {
        return Math.multiplyExact(image.channels(), area());
    }

    private int area() {
        return Math.multiplyExact(padded[0], Math.multiplyExact(padded[1], padded[2]));
    }

    /** Voxels of the padded grid. */
    public int paddedSize() {
        return area();
    }

    public int outSize() {
        return Math.multiplyExact(out(0), Math.multiplyExact(out(1), out(2)));
    }

    /** {@code [channel, Z, Y, X]} on the padded grid. */
    public void image(FloatBuffer to) {
        pad(image, to);
    }

    /** Whether the graph is given the logits of a fold that ran before: {@link #firstFold(FloatBuffer)}. */
    public boolean hasFirstFold() {
        return firstFold.isPresent();
    }

    public int heads() {
        return firstFold.map(Tensor::channels).orElse(0);
    }

    /** {@code [class, Z, Y, X]} on the padded grid. */
    public void firstFold(FloatBuffer to) {
        pad(firstFold.orElseThrow(), to);
    }

    private void pad(Tensor from, FloatBuffer to) {
        float[] zeros = new float[padded[1] * padded[2]];
        int slice = zeros.length;
        for (int c = 0; c < from.channels(); c++) {
            for (int z = 0; z < padded[0]; z++) {
                int at = (c * padded[0] + z) * slice;
                int source = z - before[0];
                boolean inside = source >= 0 && source < from.depth();
                if (!inside || from.height() != padded[1] || from.width() != padded[2]) {
                    to.put(at, zeros);
                }
                for (int y = 0; inside && y < from.height(); y++) {
                    to.put(
                            at + (y + before[1]) * padded[2] + before[2],
                            from.slice(c, source),
                            y * from.width(),
                            from.width());
                }
            }
        }
    }
}
