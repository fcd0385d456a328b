package org.foldlink.inference;

/** A fused graph, ready to run volumes of any size. Not thread-safe: one volume at a time. */
public interface VolumeNetwork extends AutoCloseable {

    /**
     * The whole volume, every fold and mirrored pass.
     *
     * @throws SegmentationException if the runtime fails
     * @throws CancelledException if cancelled before or while it runs
     */
    VolumeOutput run(VolumeTask task, CancelToken cancel) throws SegmentationException, CancelledException;

    /** Gives it back to the runtime, which may keep it loaded for the next run. */
    @Override
    void close();
}
