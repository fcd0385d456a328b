package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Weighted sums of tiles in float32: {@code Σ importance × logits} of each head beside {@code Σ importance}, whose quotient is the mean. Only
 * the slices from {@link #open} to {@link #close} are held, and their arrays are used again, so the sums of a sliding window take a patch's depth.
 * Not thread-safe; the work inside is shared out.
 */
final class TileSums {

    private final TileShape shape;
    private final float[] importance;
    private final int depth;
    private final int height;
    private final int width;
    private final Workers workers;
    /** {@code [head][z][y * width + x]}; no slice where z is not open. */
    private final float[][][] sums;

    private final float[][] weights;
    /** Importance of the tiles that were left out; no slice where none was. */
    private final float[] @Nullable [] missing;
    /** Zeroed arrays of one slice. */
    private final ArrayDeque<float[]> free = new ArrayDeque<>();

    /** @param size of the volume: z, y, x */
    TileSums(TileShape shape, float[] importance, int[] size, Workers workers) {
        this.shape = shape;
        this.importance = importance;
        this.depth = size[0];
        this.height = size[1];
        this.width = size[2];
        this.workers = workers;
        this.sums = new float[shape.heads()][depth][];
        this.weights = new float[depth][];
        this.missing = new float[depth][];
    }

    /** The open slices, as they are: sums, or the mean once {@link #mean} was called. */
    Tensor tensor() {
        return Tensor.of(height, width, sums);
    }

    /** Makes slices {@code from} to {@code end} (exclusive) ready to be summed into, unless they are. */
    void open(int from, int end) {
        for (int z = from; z < end; z++) {
            if (weights[z] == null) {
                weights[z] = take();
                for (float[][] head : sums) {
                    head[z] = take();
                }
            }
        }
    }

    private float[] take() {
        float[] slice = free.poll();
        return slice == null ? new float[Math.multiplyExact(height, width)] : slice;
    }

    /**
     * Adds one pass of a tile.
     *
     * @param logits {@code [head, z, y, x]} of the tile as the network saw it, mirrored along {@code flip}
     * @return whether all of them are finite
     */
    boolean add(FloatBuffer logits, TileGate.Tile tile, boolean[] flip) {
        int first = Math.max(0, tile.z());
        int count = Math.min(depth, tile.z() + shape.depth()) - first;
        AtomicBoolean finite = new AtomicBoolean(true);
        int heads = shape.heads();
        workers.forEach(count * heads, i -> {
            if (!addSlice(logits, i % heads, first + i / heads, tile, flip)) {
                finite.set(false);
            }
        });
        return finite.get();
    }

    private boolean addSlice(FloatBuffer logits, int head, int z, TileGate.Tile tile, boolean[] flip) {
        float[] to = sums[head][z];
        float[] row = new float[shape.width()];
        float[] probe = new float[shape.width()];
        int from = Math.max(0, -tile.x());
        int n = Math.min(width, tile.x() + shape.width()) - tile.x() - from;
        int tz = z - tile.z();
        int plane = head * shape.voxels() + (flip[0] ? shape.depth() - 1 - tz : tz) * shape.area();
        int end = Math.min(height, tile.y() + shape.height());
        for (int y = Math.max(0, tile.y()); y < end; y++) {
            int ty = y - tile.y();
            logits.get(plane + (flip[1] ? shape.height() - 1 - ty : ty) * shape.width(), row);
            if (flip[2]) {
                reverse(row);
            }
            int map = tz * shape.area() + ty * shape.width() + from;
            addRow(to, y * width + tile.x() + from, row, from, importance, map, n);
            for (int x = 0; x < n; x++) {
                probe[x] += row[from + x] * 0; // NaN: 0 times a NaN or an infinity
            }
        }
        for (float value : probe) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static void addRow(float[] to, int at, float[] row, int from, float[] weights, int map, int n) {
        for (int x = 0; x < n; x++) {
            to[at + x] += row[from + x] * weights[map + x];
        }
    }

    private static void reverse(float[] row) {
        for (int i = 0, j = row.length - 1; i < j; i++, j--) {
            float value = row[i];
            row[i] = row[j];
            row[j] = value;
        }
    }

    /** Once a tile, when all of its {@code passes} are added. */
    void addWeights(TileGate.Tile tile, int passes) {
        weigh(tile, passes, weights);
    }

    /** Instead of a tile that is left out. */
    void leaveOut(TileGate.Tile tile, int passes) {
        for (int z = Math.max(0, tile.z()); z < Math.min(depth, tile.z() + shape.depth()); z++) {
            if (missing[z] == null) {
                missing[z] = take();
            }
        }
        weigh(tile, passes, missing);
    }

    private void weigh(TileGate.Tile tile, int passes, float[] @Nullable [] to) {
        int first = Math.max(0, tile.z());
        int count = Math.min(depth, tile.z() + shape.depth()) - first;
        int from = Math.max(0, tile.x());
        int end = Math.min(width, tile.x() + shape.width());
        workers.forEach(count, i -> {
            int z = first + i;
            float[] slice = to[z];
            for (int y = Math.max(0, tile.y()); y < Math.min(height, tile.y() + shape.height()); y++) {
                int map = (z - tile.z()) * shape.area() + (y - tile.y()) * shape.width() - tile.x();
                for (int x = from; x < end; x++) {
                    slice[y * width + x] += passes * importance[map + x];
                }
            }
        });
    }

    /** Makes the sums of slice {@code z} their mean, 0 where no tile ran. Slices may be taken by several threads. */
    void mean(int z) {
        float[] divisor = weights[z];
        if (missing[z] != null) {
            divisor = divisor.clone();
            for (int i = 0; i < divisor.length; i++) {
                divisor[i] = divisor[i] == 0 ? 1 : divisor[i];
            }
        }
        for (float[][] head : sums) {
            float[] slice = head[z];
            for (int i = 0; i < slice.length; i++) {
                slice[i] /= divisor[i];
            }
        }
    }

    /** {@code [head][y * width + x]} of slice {@code z}, not copied. */
    float[][] heads(int z) {
        float[][] heads = new float[sums.length][];
        for (int h = 0; h < heads.length; h++) {
            heads[h] = sums[h][z];
        }
        return heads;
    }

    /** Share (0–1) of the tiles' weights in slice {@code z} that ran; null where all did. */
    float @Nullable [] coverage(int z) {
        float[] left = missing[z];
        if (left == null) {
            return null;
        }
        float[] share = weights[z].clone();
        for (int i = 0; i < share.length; i++) {
            share[i] = share[i] == 0 ? 0 : share[i] / (share[i] + left[i]);
        }
        return share;
    }

    /** Slices {@code from} to {@code end} (exclusive) after {@code last} has had each of them, in no order and from several threads. */
    void close(int from, int end, IntConsumer last) {
        workers.forEach(Math.max(0, end - from), i -> {
            last.accept(from + i);
            zero(from + i);
        });
        for (int z = from; z < end; z++) {
            free.add(weights[z]);
            weights[z] = null;
            for (float[][] head : sums) {
                free.add(head[z]);
                head[z] = null;
            }
            float[] left = missing[z];
            if (left != null) {
                free.add(left);
                missing[z] = null;
            }
        }
    }

    private void zero(int z) {
        Arrays.fill(weights[z], 0);
        for (float[][] head : sums) {
            Arrays.fill(head[z], 0);
        }
        float[] left = missing[z];
        if (left != null) {
            Arrays.fill(left, 0);
        }
    }
}
