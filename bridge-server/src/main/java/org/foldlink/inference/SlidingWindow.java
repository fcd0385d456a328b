package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.jspecify.annotations.Nullable;

/**
 * One fold over the whole preprocessed volume: tiles, mirrored passes, weighted sums in float32, as nnU-Net's
 * {@code predict_sliding_window_return_logits}. A slice is divided by its weights and handed on as soon as no later tile reaches it, so the
 * sums take no more than a patch's depth.
 */
final class SlidingWindow {

    private final Tensor image;
    private final Tiling tiling;
    private final TileShape shape;
    private final Workers workers;

    SlidingWindow(Tensor image, Tiling tiling, TileShape shape, Workers workers) {
        this.image = image;
        this.tiling = tiling;
        this.shape = shape;
        this.workers = workers;
    }

    /** Receives finished slices. */
    interface Sink {

        /**
         * @param logits {@code [head][y * width + x]} of slice {@code z}, now the receiver's; 0 where no tile ran
         * @param coverage share (0–1) of the tiles' weights that ran, a voxel each; null where all did
         */
        void slice(int z, float[][] logits, float @Nullable [] coverage);
    }

    int tiles() {
        return tiling.tiles();
    }

    /** Passes of the network a tile. */
    int passes() {
        return tiling.flips().size();
    }

    /** @param tileDone called after each tile, left out or not */
    void run(Network network, CancelToken cancel, TileGate gate, Runnable tileDone, Sink sink)
            throws SegmentationException, CancelledException {
        float[] tile = new float[shape.inputSize()];
        float[] sum = new float[shape.outputSize()];
        // The heads' sums, then the weights, then the weights of tiles that were left out (null without any).
        float[][][] sums = new float[shape.heads() + 2][image.depth()][];
        int[] rows = tiling.starts(0);
        int handedOn = 0;
        int number = 0;
        for (int r = 0; r < rows.length; r++) {
            int z0 = rows[r];
            int end = Math.min(image.depth(), z0 + shape.depth());
            for (int z = Math.max(0, z0); z < end; z++) {
                for (int h = 0; h <= shape.heads(); h++) {
                    if (sums[h][z] == null) {
                        sums[h][z] = new float[image.height() * image.width()];
                    }
                }
            }
            for (int y0 : tiling.starts(1)) {
                for (int x0 : tiling.starts(2)) {
                    cancel.throwIfCancelled();
                    if (gate.enter(new TileGate.Tile(number++, z0, y0, x0))) {
                        cut(z0, y0, x0, tile);
                        predict(network, tile, sum, cancel);
                        add(z0, y0, x0, sum, sums);
                    } else {
                        leaveOut(z0, y0, x0, sums[shape.heads() + 1]);
                    }
                    tileDone.run();
                }
            }
            int finished = r + 1 < rows.length ? Math.max(0, rows[r + 1]) : image.depth();
            int first = handedOn;
            workers.forEach(finished - first, i -> handOn(first + i, sums, sink));
            handedOn = finished;
        }
    }

    private void cut(int z0, int y0, int x0, float[] tile) {
        int from = Math.max(0, x0);
        int to = Math.min(image.width(), x0 + shape.width());
        Arrays.fill(tile, 0);
        for (int c = 0; c < shape.channels(); c++) {
            for (int z = Math.max(0, z0); z < Math.min(image.depth(), z0 + shape.depth()); z++) {
                float[] slice = image.slice(c, z);
                int at = c * shape.voxels() + (z - z0) * shape.area();
                for (int y = Math.max(0, y0); y < Math.min(image.height(), y0 + shape.height()); y++) {
                    System.arraycopy(
                            slice,
                            y * image.width() + from,
                            tile,
                            at + (y - y0) * shape.width() + from - x0,
                            to - from);
                }
            }
        }
    }

    private void predict(Network network, float[] tile, float[] sum, CancelToken cancel)
            throws SegmentationException, CancelledException {
        FloatBuffer in = network.input();
        FloatBuffer out = network.output();
        List<boolean[]> flips = tiling.flips();
        for (int pass = 0; pass < flips.size(); pass++) {
            boolean[] flip = flips.get(pass);
            boolean first = pass == 0;
            workers.forEach(shape.depth(), z -> flipIn(tile, z, flip, in));
            network.run(cancel);
            workers.forEach(shape.depth(), z -> flipOut(out, z, flip, sum, first));
        }
        if (flips.size() > 1) {
            float n = flips.size();
            workers.forEach(shape.depth(), z -> {
                for (int h = 0; h < shape.heads(); h++) {
                    int at = h * shape.voxels() + z * shape.area();
                    for (int i = at; i < at + shape.area(); i++) {
                        sum[i] /= n;
                    }
                }
            });
        }
    }

    private void flipIn(float[] tile, int z, boolean[] flip, FloatBuffer in) {
        float[] row = new float[shape.width()];
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < shape.height(); y++) {
                int to = c * shape.voxels() + z * shape.area() + y * shape.width();
                int from = mirrored(c, z, y, flip);
                if (flip[2]) {
                    for (int x = 0; x < row.length; x++) {
                        row[x] = tile[from + row.length - 1 - x];
                    }
                    in.put(to, row);
                } else {
                    in.put(to, tile, from, row.length);
                }
            }
        }
    }

    private void flipOut(FloatBuffer out, int z, boolean[] flip, float[] sum, boolean first) {
        float[] row = new float[shape.width()];
        for (int h = 0; h < shape.heads(); h++) {
            for (int y = 0; y < shape.height(); y++) {
                int to = h * shape.voxels() + z * shape.area() + y * shape.width();
                out.get(mirrored(h, z, y, flip), row);
                for (int x = 0; x < row.length; x++) {
                    float value = row[flip[2] ? row.length - 1 - x : x];
                    sum[to + x] = first ? value : sum[to + x] + value;
                }
            }
        }
    }

    /** Start of the row that lies at (channel, z, y) once the tile is flipped along z and y. */
    private int mirrored(int channel, int z, int y, boolean[] flip) {
        int mz = flip[0] ? shape.depth() - 1 - z : z;
        int my = flip[1] ? shape.height() - 1 - y : y;
        return channel * shape.voxels() + mz * shape.area() + my * shape.width();
    }

    private void add(int z0, int y0, int x0, float[] tile, float[][][] sums) {
        float[] importance = tiling.importance();
        int from = Math.max(0, x0);
        int to = Math.min(image.width(), x0 + shape.width());
        int first = Math.max(0, z0);
        int count = Math.min(image.depth(), z0 + shape.depth()) - first;
        workers.forEach(count, i -> {
            int z = first + i;
            for (int h = 0; h <= shape.heads(); h++) {
                boolean weights = h == shape.heads();
                float[] slice = sums[h][z];
                for (int y = Math.max(0, y0); y < Math.min(image.height(), y0 + shape.height()); y++) {
                    int map = (z - z0) * shape.area() + (y - y0) * shape.width() - x0;
                    int row = y * image.width();
                    int source = h * shape.voxels() + map;
                    for (int x = from; x < to; x++) {
                        float weight = importance[map + x];
                        slice[row + x] += weights ? weight : tile[source + x] * weight;
                    }
                }
            }
        });
    }

    private void leaveOut(int z0, int y0, int x0, float[][] missing) {
        float[] importance = tiling.importance();
        for (int z = Math.max(0, z0); z < Math.min(image.depth(), z0 + shape.depth()); z++) {
            if (missing[z] == null) {
                missing[z] = new float[image.height() * image.width()];
            }
            for (int y = Math.max(0, y0); y < Math.min(image.height(), y0 + shape.height()); y++) {
                int map = (z - z0) * shape.area() + (y - y0) * shape.width() - x0;
                for (int x = Math.max(0, x0); x < Math.min(image.width(), x0 + shape.width()); x++) {
                    missing[z][y * image.width() + x] += importance[map + x];
                }
            }
        }
    }

    private void handOn(int z, float[][][] sums, Sink sink) {
        float[] weights = sums[shape.heads()][z];
        float[] missing = sums[shape.heads() + 1][z];
        float[][] logits = new float[shape.heads()][];
        for (int h = 0; h < shape.heads(); h++) {
            float[] slice = sums[h][z];
            for (int i = 0; i < slice.length; i++) {
                slice[i] = weights[i] == 0 ? 0 : slice[i] / weights[i];
            }
            logits[h] = slice;
            sums[h][z] = new float[0];
        }
        if (missing != null) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] /= weights[i] + missing[i];
            }
        }
        for (int h = shape.heads(); h < sums.length; h++) {
            sums[h][z] = new float[0];
        }
        sink.slice(z, logits, missing == null ? null : weights);
    }
}
