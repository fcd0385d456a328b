package org.foldlink.inference;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Several engines, one a device, as one: each run goes whole to the device that has the fewest. Thread-safe.
 *
 * <p>Runs are spread, not folds: a run's folds need the same preprocessed volume and add to the same sums, so folds on several devices would
 * send both between them, and a single run gains only where the network takes most of its time.
 */
public final class SpreadSegmenter implements Engine {

    private final List<Engine> engines;
    private final int[] runs;

    /** @param engines closed with this one; at least one */
    public SpreadSegmenter(List<? extends Engine> engines) {
        if (engines.isEmpty()) {
            throw new IllegalArgumentException("engines: none (expected one or more)");
        }
        this.engines = List.copyOf(engines);
        this.runs = new int[engines.size()];
    }

    @Override
    public List<Finding> check(SegmentationRequest request) {
        return engines.get(0).check(request);
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        return engines.get(0).estimateBytes(request);
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        int device = take();
        try {
            return engines.get(device).segment(request, listener, cancel);
        } finally {
            giveBack(device);
        }
    }

    @Override
    public Classification classify(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws SegmentationException, CancelledException {
        int device = take();
        try {
            return engines.get(device).classify(request, listener, cancel);
        } finally {
            giveBack(device);
        }
    }

    private synchronized int take() {
        int least = 0;
        for (int e = 1; e < runs.length; e++) {
            least = runs[e] < runs[least] ? e : least;
        }
        runs[least]++;
        return least;
    }

    private synchronized void giveBack(int device) {
        runs[device]--;
    }

    @Override
    public boolean overlaps() {
        return engines.stream().anyMatch(Segmenter::overlaps);
    }

    @Override
    public int devices() {
        return engines.stream().mapToInt(Segmenter::devices).sum();
    }

    @Override
    public String device() {
        return engines.stream().map(Segmenter::device).collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        engines.forEach(Segmenter::close);
    }
}
