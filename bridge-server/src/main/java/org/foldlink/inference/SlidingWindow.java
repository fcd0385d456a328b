package org.foldlink.inference;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.jspecify.annotations.Nullable;

/**
 * One fold over the whole preprocessed volume: tiles, mirrored passes, weighted sums in float32, as nnU-Net's
 * {@code predict_sliding_window_return_logits}. A slice is divided by its weights and handed on as soon as no later tile reaches it, so the
 * sums take no more than a patch's depth. For one thread.
 */
final class SlidingWindow {

    private final Tensor image;
    private final Tiling tiling;
    private final TileShape shape;
    private final Workers workers;
    private final TileSums sums;

    SlidingWindow(Tensor image, Tiling tiling, TileShape shape, Workers workers) {
        this.image = image;
        this.tiling = tiling;
        this.shape = shape;
        this.workers = workers;
        this.sums = new TileSums(shape, tiling.importance(), image.shape(), workers);
    }

    /** Receives finished slices. */
    interface Sink {

        /**
         * From several threads, each slice once.
         *
         * @param logits {@code [head][y * width + x]} of slice {@code z}; 0 where no tile ran. The receiver may write into them, and
         *     they are not its own once it returns
         * @param coverage share (0–1) of the tiles' weights that ran, a voxel each; null where all did
         */
        void slice(int z, float[][] logits, float @Nullable [] coverage);

        /** The network gave a logit that is not finite: the fold ends here. */
        void notFinite();
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
        Pass pass = new Pass(network);
        for (int r = 0; r < rows(); r++) {
            if (!row(r, pass, cancel, gate, tileDone)) {
                sink.notFinite();
                return;
            }
            sums.close(finished(r - 1), finished(r), z -> {
                float[] coverage = sums.coverage(z);
                sums.mean(z);
                sink.slice(z, sums.heads(z), coverage);
            });
        }
    }

    /** Rows of tiles along z. */
    int rows() {
        return tiling.starts(0).length;
    }

    /** Slices that no tile beyond row {@code r} reaches; 0 before the first. */
    int finished(int r) {
        if (r < 0) {
            return 0;
        }
        return r + 1 < rows() ? Math.max(0, tiling.starts(0)[r + 1]) : image.depth();
    }

    /** What the rows of tiles are summed into. */
    TileSums sums() {
        return sums;
    }

    /** One row of tiles. @return whether all logits are finite; after false the sums are of no use */
    boolean row(int r, Pass pass, CancelToken cancel, TileGate gate, Runnable tileDone)
            throws SegmentationException, CancelledException {
        int z0 = tiling.starts(0)[r];
        sums.open(Math.max(0, z0), Math.min(image.depth(), z0 + shape.depth()));
        int number = r * tiling.starts(1).length * tiling.starts(2).length;
        for (int y0 : tiling.starts(1)) {
            for (int x0 : tiling.starts(2)) {
                cancel.throwIfCancelled();
                TileGate.Tile tile = new TileGate.Tile(number++, z0, y0, x0);
                if (!gate.enter(tile)) {
                    sums.leaveOut(tile, passes());
                } else if (!run(tile, pass, cancel)) {
                    return false;
                }
                tileDone.run();
            }
        }
        return true;
    }

    /**
     * One fold's network while it runs tiles. A tile of which every channel has one value gives what the last one did, if that had the same
     * values: mirrored it is the same tile, so the network is not run again.
     */
    static final class Pass {

        private final Network network;
        /** The constants, a channel each, whose output the network still holds. */
        private float @Nullable [] held;

        Pass(Network network) {
            this.network = network;
        }
    }

    private boolean run(TileGate.Tile tile, Pass pass, CancelToken cancel)
            throws SegmentationException, CancelledException {
        float[] constants = constants(tile);
        for (boolean[] flip : tiling.flips()) {
            if (constants == null || !Arrays.equals(constants, pass.held)) {
                pass.held = null;
                workers.forEach(shape.depth(), z -> cut(tile, z, flip, pass.network.input()));
                pass.network.run(cancel);
                pass.held = constants;
            }
            if (!sums.add(pass.network.output(), tile, flip)) {
                return false;
            }
        }
        sums.addWeights(tile, passes());
        return true;
    }

    /** The value of each channel, if each has only one; padding is 0. */
    private float @Nullable [] constants(TileGate.Tile tile) {
        boolean padded = tile.z() < 0
                || tile.y() < 0
                || tile.x() < 0
                || tile.z() + shape.depth() > image.depth()
                || tile.y() + shape.height() > image.height()
                || tile.x() + shape.width() > image.width();
        int z0 = Math.max(0, tile.z());
        int y0 = Math.max(0, tile.y());
        int x0 = Math.max(0, tile.x());
        int x1 = Math.min(image.width(), tile.x() + shape.width());
        float[] constants = new float[shape.channels()];
        for (int c = 0; c < constants.length; c++) {
            float value = padded ? 0 : image.at(c, z0, y0, x0);
            int bits = Float.floatToRawIntBits(value);
            for (int z = z0; z < Math.min(image.depth(), tile.z() + shape.depth()); z++) {
                float[] slice = image.slice(c, z);
                for (int y = y0; y < Math.min(image.height(), tile.y() + shape.height()); y++) {
                    for (int i = y * image.width() + x0; i < y * image.width() + x1; i++) {
                        if (Float.floatToRawIntBits(slice[i]) != bits) {
                            return null;
                        }
                    }
                }
            }
            constants[c] = value;
        }
        return constants;
    }

    /** Slice {@code z} of the tile, mirrored along {@code flip}, zeros beyond the volume. */
    private void cut(TileGate.Tile tile, int z, boolean[] flip, FloatBuffer in) {
        float[] row = new float[shape.width()];
        int iz = tile.z() + (flip[0] ? shape.depth() - 1 - z : z);
        int from = Math.max(0, tile.x());
        int to = Math.min(image.width(), tile.x() + shape.width());
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < shape.height(); y++) {
                int iy = tile.y() + (flip[1] ? shape.height() - 1 - y : y);
                if (iz < 0 || iz >= image.depth() || iy < 0 || iy >= image.height()) {
                    Arrays.fill(row, 0);
                } else {
                    float[] slice = image.slice(c, iz);
                    int at = iy * image.width();
                    if (flip[2]) {
                        for (int x = from; x < to; x++) {
                            row[row.length - 1 - (x - tile.x())] = slice[at + x];
                        }
                    } else {
                        System.arraycopy(slice, at + from, row, from - tile.x(), to - from);
                    }
                }
                in.put(c * shape.voxels() + z * shape.area() + y * shape.width(), row);
            }
        }
    }
}
