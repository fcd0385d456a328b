package org.foldlink.benchmarks.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.TileShape;
import org.foldlink.models.FoldFile;

/** Counts the time inside the networks of another runtime; all other time of a run is the engine's own. For one run at a time. */
final class TimedRuntime implements NetworkRuntime {

    private final NetworkRuntime inner;
    private long nanos;
    private int passes;

    TimedRuntime(NetworkRuntime inner) {
        this.inner = inner;
    }

    /** Seconds in the networks since the last reset. */
    double seconds() {
        return nanos / 1e9;
    }

    int passes() {
        return passes;
    }

    void reset() {
        nanos = 0;
        passes = 0;
    }

    @Override
    public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
        Network network = inner.open(fold, shape);
        return new Network() {
            @Override
            public FloatBuffer input() {
                return network.input();
            }

            @Override
            public FloatBuffer output() {
                return network.output();
            }

            @Override
            public void run(CancelToken cancel) throws SegmentationException, CancelledException {
                long start = System.nanoTime();
                network.run(cancel);
                nanos += System.nanoTime() - start;
                passes++;
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }

    @Override
    public String device() {
        return inner.device();
    }

    @Override
    public boolean besideHost() {
        return inner.besideHost();
    }

    @Override
    public String engine() {
        return inner.engine();
    }

    @Override
    public void close() {
        inner.close();
    }

    /**
     * Networks that answer at once, always with the same logits: what is left of a run is the engine's own work. The logits are as smooth as a
     * trained network's, because an engine may save work inside of structures.
     */
    static NetworkRuntime stub() {
        return new NetworkRuntime() {
            /** Kept by fold: making them is no part of a run. */
            private final Map<Integer, Network> made = new HashMap<>();

            @Override
            public Network open(FoldFile fold, TileShape shape) {
                return made.computeIfAbsent(fold.index(), index -> new Stub(shape, index));
            }

            @Override
            public String device() {
                return "CPU";
            }

            @Override
            public String engine() {
                return "no network";
            }

            @Override
            public void close() {}
        };
    }

    private static final class Stub implements Network {

        private final FloatBuffer input;
        private final FloatBuffer output;

        Stub(TileShape shape, int fold) {
            input = floats(shape.inputSize());
            output = floats(shape.outputSize());
            int at = 0;
            for (int head = 0; head < shape.heads(); head++) {
                float[] alongZ = wave(shape.depth(), head, fold);
                float[] alongY = wave(shape.height(), head + 1, fold);
                float[] alongX = wave(shape.width(), head + 2, fold);
                for (float z : alongZ) {
                    for (float y : alongY) {
                        for (float x : alongX) {
                            output.put(at++, z + y + x);
                        }
                    }
                }
            }
        }

        /** Structures of 20 to 45 voxels, about an organ's size; folds differ at their edges. */
        private static float[] wave(int size, int head, int fold) {
            float[] wave = new float[size];
            for (int i = 0; i < size; i++) {
                wave[i] = (float) (3 * Math.sin(i * Math.PI / (20 + 5 * (head % 6)) + head + 0.05 * fold));
            }
            return wave;
        }

        private static FloatBuffer floats(long size) {
            return ByteBuffer.allocateDirect(Math.toIntExact(size * Float.BYTES))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        @Override
        public FloatBuffer input() {
            return input;
        }

        @Override
        public FloatBuffer output() {
            return output;
        }

        @Override
        public void run(CancelToken cancel) throws CancelledException {
            cancel.throwIfCancelled();
        }

        @Override
        public void close() {}
    }
}
