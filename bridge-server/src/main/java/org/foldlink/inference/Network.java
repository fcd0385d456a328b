package org.foldlink.inference;

import java.nio.FloatBuffer;

/**
 * One fold's network, ready to run tiles of one shape. Not thread-safe: one tile at a time.
 *
 * <p>The buffers are the network's own, direct and in native order, and keep their address over its life, so nothing is copied on the way in
 * or out; {@link #run} reads the one and overwrites the other. Positions and limits are the caller's to leave alone (absolute access).
 */
public interface Network extends AutoCloseable {

    /** {@code [channels, z, y, x]}, {@link TileShape#inputSize()} values. */
    FloatBuffer input();

    /** {@code [heads, z, y, x]}, {@link TileShape#outputSize()} logits of the last run. */
    FloatBuffer output();

    /**
     * One pass.
     *
     * @throws SegmentationException if the runtime fails
     * @throws CancelledException if cancelled before or while it runs; the output is then undefined
     */
    void run(CancelToken cancel) throws SegmentationException, CancelledException;

    /** Gives it back to the runtime, which may keep it loaded for the next run. */
    @Override
    void close();
}
