package org.foldlink.inference;

import java.util.List;

/** Runs classification models. Thread-safe; runs take their turns with those of the {@link Segmenter}. */
public interface Classifier {

    /** Of a bridge whose engine only segments. */
    Classifier NONE = new Classifier() {
        @Override
        public List<Finding> check(SegmentationRequest request) {
            return List.of(new Finding(Finding.Level.ERROR, "bad_model", "model", refusal(request)));
        }

        @Override
        public long estimateBytes(SegmentationRequest request) {
            return 0;
        }

        @Override
        public Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
                throws SegmentationException {
            throw new SegmentationException(SegmentationException.Code.BAD_MODEL, "model", refusal(request));
        }

        private static String refusal(SegmentationRequest request) {
            return "model " + request.model().id()
                    + " classifies whole volumes, which this engine does not (expected a segmentation model)";
        }
    };

    /** Checks without running, as {@link Segmenter#check}. */
    List<Finding> check(SegmentationRequest request);

    /** Bytes that a run would take at its peak, outside the input itself. */
    long estimateBytes(SegmentationRequest request);

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
