package org.foldlink.inference;

import java.util.List;

/** Runs segmentation models. Thread-safe: runs take turns, the urgent first, for which the others pause at their next tile. */
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

    /** Whether one run's volume is prepared or exported while another's is in the network; without it two runs gain nothing. */
    default boolean overlaps() {
        return false;
    }

    /** Devices that compute at the same time, each a run of its own. */
    default int devices() {
        return 1;
    }

    /** "CPU", "CUDA:0 NVIDIA …", with the runtime's name and version. */
    String device();

    @Override
    void close();
}
