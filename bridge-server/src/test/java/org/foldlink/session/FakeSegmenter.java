package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Labels the first {@code fold} voxels after each fold; a test can put anything in the run's place. */
class FakeSegmenter implements Segmenter {

    /** What a run does. */
    interface Script {
        Segmentation run(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
                throws SegmentationException, CancelledException;
    }

    final List<SegmentationRequest> runs = new ArrayList<>();
    volatile Script script = this::usual;
    volatile List<Finding> findings = List.of();
    volatile long bytes = 1000;

    @Override
    public List<Finding> check(SegmentationRequest request) {
        return findings;
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        return bytes;
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        synchronized (runs) {
            runs.add(request);
        }
        return script.run(request, listener, cancel);
    }

    Segmentation usual(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws CancelledException {
        int folds = folds(request);
        for (int fold = 1; fold <= folds; fold++) {
            cancel.throwIfCancelled();
            listener.progress(new Progress(Progress.Phase.INFERENCE, fold, folds, 0, 4, Double.NaN));
            if (fold < folds) {
                listener.preview(new Preview(labels(request, fold), fold, folds));
            }
        }
        return result(request);
    }

    static int folds(SegmentationRequest request) {
        int asked = request.options().folds();
        return asked == 0 ? request.model().folds().size() : asked;
    }

    static Segmentation result(SegmentationRequest request) {
        List<Integer> folds = new ArrayList<>();
        for (int fold = 0; fold < folds(request); fold++) {
            folds.add(fold);
        }
        Volume labels = labels(request, folds.size());
        return new Segmentation(
                labels,
                request.options().doubt() != Doubt.NONE
                        ? Optional.of(Volume.allocate(labels.grid(), VoxelType.UINT8))
                        : Optional.empty(),
                Map.of(),
                Map.of(1, 0.9),
                new Segmentation.Provenance(
                        request.model().id(),
                        request.model().version(),
                        request.model().hash(),
                        folds,
                        List.of("3d_fullres"),
                        "exact",
                        request.options().mirroring(),
                        false,
                        "CPU",
                        "float32",
                        "fake 1"),
                Map.of("inference", 1.5));
    }

    static Volume labels(SegmentationRequest request, int voxels) {
        Volume labels = Volume.allocate(request.channels().get(0).grid(), VoxelType.UINT8);
        for (int i = 0; i < voxels; i++) {
            labels.voxels().set(i, 1);
        }
        return labels;
    }

    @Override
    public String device() {
        return "CPU, fake 1";
    }

    @Override
    public void close() {}
}
