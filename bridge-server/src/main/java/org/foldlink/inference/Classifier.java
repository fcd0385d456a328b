package org.foldlink.inference;

/** Runs classification models. Thread-safe; runs take their turns with those of the {@link Segmenter}. */
public interface Classifier {

    /**
     * Runs to the end.
     *
     * @param request of a classification model; of its options only the folds and the priority count
     * @throws SegmentationException if the request or the model cannot be run
     * @throws CancelledException within one fold of a cancel
     */
    Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException;
}
