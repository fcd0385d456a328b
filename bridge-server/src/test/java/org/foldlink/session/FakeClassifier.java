package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Classifier;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;

/** Says yes, each fold a tenth surer than the one before; a test can put anything in the run's place. */
final class FakeClassifier implements Classifier {

    /** What a run does. */
    interface Script {
        Classification run(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
                throws SegmentationException, CancelledException;
    }

    final List<SegmentationRequest> runs = new ArrayList<>();
    volatile Script script = FakeClassifier::usual;
    volatile List<Finding> findings = List.of();
    volatile long bytes = 500;

    @Override
    public List<Finding> check(SegmentationRequest request) {
        return findings;
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        return bytes;
    }

    @Override
    public Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        synchronized (runs) {
            runs.add(request);
        }
        return script.run(request, listener, cancel);
    }

    private static Classification usual(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws CancelledException {
        int folds = FakeSegmenter.folds(request);
        for (int fold = 1; fold <= folds; fold++) {
            cancel.throwIfCancelled();
            listener.progress(new Progress(Progress.Phase.INFERENCE, fold, folds, 0, 1, Double.NaN));
        }
        return answer(request);
    }

    static Classification answer(SegmentationRequest request) {
        List<Classification.Fold> folds = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        double sum = 0;
        for (int fold = 0; fold < FakeSegmenter.folds(request); fold++) {
            double yes = 0.6 + 0.1 * fold;
            sum += yes;
            folds.add(new Classification.Fold(fold, List.of(1.0 + fold), List.of(1 - yes, yes), 1));
            numbers.add(fold);
        }
        double mean = sum / folds.size();
        return new Classification(
                List.of((folds.size() + 1) / 2.0),
                List.of(1 - mean, mean),
                1,
                List.of("no cancer", "cancer"),
                folds,
                new Segmentation.Provenance(
                        request.model().id(),
                        request.model().version(),
                        request.model().hash(),
                        numbers,
                        List.of(request.model().id()),
                        "exact",
                        false,
                        false,
                        "CPU",
                        "float32",
                        "fake 1"),
                Map.of("inference", 0.5));
    }
}
