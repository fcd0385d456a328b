package org.foldlink.benchmarks.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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

    /** Networks that answer at once, always the same smooth logits: what is left of a run is the engine's own work, to the full. */
    static NetworkRuntime stub() {
        return new NetworkRuntime() {
            @Override
            public Network open(FoldFile fold, TileShape shape) {
                return new Stub(shape, fold.index());
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
            for (int i = 0; i < output.capacity(); i++) {
                output.put(i, (float) (Math.sin(i * 0.0137 + fold) + Math.sin(i * 0.00091)));
            }
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
