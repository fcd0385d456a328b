package org.foldlink.inference;

import java.util.List;

/** Runs segmentation models. Thread-safe; one run at a time on a device, others wait their turn inside the caller's queue. */
public interface Segmenter extends AutoCloseable {

    /** Checks without running: cheap, no network is loaded. */
    List<Finding> check(SegmentationRequest request);

    /** Bytes that a run would take at its peak, outside the input itself. */
    long estimateBytes(SegmentationRequest request);

    /**
     * Runs to the end.
     *
     * @throws SegmentationException if the request or the model cannot be run
     * @throws CancelledException within one tile of a cancel
     */
    Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException;

    /** "CPU", "CUDA:0 NVIDIA …", with the runtime's name and version. */
    String device();

    @Override
    void close();
}
