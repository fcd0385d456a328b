package org.foldlink.benchmarks.engine;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.TileShape;
import org.foldlink.models.FoldFile;

/**
 * Counts the passes of another runtime and computes each but once: a pass of the same fold on the same tile gives what it gave before. For one
 * run at a time.
 */
final class RememberingRuntime implements NetworkRuntime {

    private final NetworkRuntime inner;
    private final Map<Pass, float[]> outputs = new HashMap<>();
    private int passes;

    RememberingRuntime(NetworkRuntime inner) {
        this.inner = inner;
    }

    private record Pass(FoldFile fold, ByteBuffer inputHash) {}

    /** Passes asked for since the last call. */
    int takePasses() {
        int n = passes;
        passes = 0;
        return n;
    }

    void forget() {
        outputs.clear();
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
                passes++;
                Pass pass = new Pass(fold, hash(network.input()));
                float[] known = outputs.get(pass);
                if (known == null) {
                    network.run(cancel);
                    float[] output = new float[network.output().capacity()];
                    network.output().get(0, output);
                    outputs.put(pass, output);
                } else {
                    network.output().put(0, known);
                }
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }

    private static ByteBuffer hash(FloatBuffer input) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(input.capacity(), Float.BYTES));
        bytes.asFloatBuffer().put(0, input, 0, input.capacity());
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String device() {
        return inner.device();
    }

    @Override
    public String engine() {
        return inner.engine();
    }

    @Override
    public void close() {
        inner.close();
    }
}
