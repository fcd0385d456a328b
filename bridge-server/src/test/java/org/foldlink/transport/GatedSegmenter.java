package org.foldlink.transport;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Labels voxels above 100 as 1 and above 200 as 2; each fold waits for a permit of {@link #folds}. Previews hold label 1 alone. */
final class GatedSegmenter implements Segmenter {

    final Semaphore folds = new Semaphore(0);
    volatile List<Finding> findings = List.of();
    volatile boolean cancelled;

    /** Folds never wait. */
    GatedSegmenter open() {
        folds.release(1_000_000);
        return this;
    }

    @Override
    public List<Finding> check(SegmentationRequest request) {
        return findings;
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        return 1000;
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws CancelledException {
        int n = request.options().folds() == 0
                ? request.model().folds().size()
                : request.options().folds();
        Volume input = request.channels().get(0);
        for (int fold = 1; fold <= n; fold++) {
            listener.progress(new Progress(Progress.Phase.INFERENCE, fold, n, 0, 8, Double.NaN));
            pass(cancel);
            listener.progress(new Progress(Progress.Phase.INFERENCE, fold, n, 8, 8, n - fold));
            if (fold < n) {
                listener.preview(new Preview(threshold(input, 1), fold, n));
            }
        }
        Volume labels = threshold(input, 2);
        return new Segmentation(
                labels,
                request.options().doubt() != Doubt.NONE
                        ? Optional.of(Volume.allocate(labels.grid(), VoxelType.UINT8))
                        : Optional.empty(),
                Map.of(),
                Map.of(1, 0.9, 2, 0.8),
                new Segmentation.Provenance(
                        request.model().id(),
                        request.model().version(),
                        request.model().hash(),
                        IntStream.range(0, n).boxed().toList(),
                        List.of("3d_fullres"),
                        "exact",
                        request.options().mirroring(),
                        false,
                        "CPU",
                        "float32",
                        "gated 1"),
                Map.of("inference", 0.5));
    }

    private void pass(CancelToken cancel) throws CancelledException {
        Thread run = Thread.currentThread();
        CancelToken.Registration registration = cancel.onCancel(run::interrupt);
        try {
            folds.acquire();
        } catch (InterruptedException e) {
            cancelled = true;
            throw new CancelledException();
        } finally {
            registration.close();
        }
        if (cancel.isCancelled()) {
            cancelled = true;
            throw new CancelledException();
        }
    }

    static Volume threshold(Volume input, int most) {
        Volume labels = Volume.allocate(input.grid(), VoxelType.UINT8);
        for (long v = 0; v < input.voxels().count(); v++) {
            double value = input.voxels().get(v);
            labels.voxels().set(v, value > 200 && most > 1 ? 2 : value > 100 ? 1 : 0);
        }
        return labels;
    }

    @Override
    public String device() {
        return "CPU, gated 1";
    }

    @Override
    public void close() {}
}
