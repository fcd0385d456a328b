package org.foldlink.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Progress.Phase;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * Gives published labels back instead of predicting any, at an engine's pace: folds, tiles, previews, cancel within a tile. Test code: what
 * it gives says nothing of any network.
 *
 * <p>The n-th of N previews takes the labels in blocks of N − n + 1 voxels, so that they sharpen; doubt and fold agreement count how often
 * these blocks differ from the labels.
 */
public final class ReplaySegmenter implements Segmenter {

    static final int TILES = 8;
    /** Within half a voxel, the grid of the labels. */
    private static final double TOLERANCE = 0.5;

    private final Volume labels;
    private final Duration tile;

    /** @param labels whole numbers 0 to 255 */
    public ReplaySegmenter(Volume labels, Duration tile) {
        this.labels = labels;
        this.tile = tile;
    }

    @Override
    public List<Finding> check(SegmentationRequest request) {
        Grid given = request.channels().get(0).grid();
        Vec3 spacing = labels.grid().spacing();
        double least = Math.min(spacing.x(), Math.min(spacing.y(), spacing.z()));
        if (given.matches(labels.grid(), TOLERANCE * least)) {
            return List.of();
        }
        return List.of(new Finding(
                Finding.Level.ERROR,
                "grids_differ",
                request.model().channels().get(0).name(),
                "the scan has " + size(given) + " voxels (expected " + size(labels.grid())
                        + ", at the place of the labels that are replayed: no other scan has labels here)"));
    }

    private static String size(Grid grid) {
        return grid.sizeI() + " x " + grid.sizeJ() + " x " + grid.sizeK();
    }

    @Override
    public long estimateBytes(SegmentationRequest request) {
        return 4 * labels.grid().count();
    }

    @Override
    public Segmentation segment(SegmentationRequest request, SegmentationListener listener, CancelToken cancel)
            throws CancelledException {
        long start = System.nanoTime();
        int asked = request.options().folds();
        int folds = asked == 0 ? ReplayModel.FOLDS : Math.min(asked, ReplayModel.FOLDS);
        Grid grid = request.channels().get(0).grid();
        Optional<Box> region = request.options().region();
        listener.progress(new Progress(Phase.PREPROCESSING, 0, folds, 0, 0, Double.NaN));
        Volume result = blocks(grid, 1, region);
        List<Volume> earlier = new ArrayList<>();
        for (int fold = 1; fold <= folds; fold++) {
            listener.progress(new Progress(Phase.LOADING, fold, folds, 0, TILES, Double.NaN));
            for (int n = 1; n <= TILES; n++) {
                pass(cancel);
                double left = tile.toMillis() / 1e3 * ((folds - fold + 1) * TILES - n);
                listener.progress(new Progress(Phase.INFERENCE, fold, folds, n, TILES, left));
            }
            Volume sofar = blocks(grid, folds - fold + 1, region);
            earlier.add(sofar);
            if (fold < folds && request.options().previews()) {
                listener.preview(new Preview(sofar, fold, folds));
            }
        }
        listener.progress(new Progress(Phase.EXPORT, folds, folds, TILES, TILES, 0));
        Volume doubt = doubt(result, earlier);
        listener.progress(new Progress(Phase.DONE, folds, folds, 0, 0, 0));
        return new Segmentation(
                result,
                request.options().doubt() == Doubt.NONE ? Optional.empty() : Optional.of(doubt),
                Map.of(),
                folds == 1 ? Map.of() : agreement(result, doubt),
                new Segmentation.Provenance(
                        request.model().id(),
                        request.model().version(),
                        request.model().hash(),
                        IntStream.range(0, folds).boxed().toList(),
                        List.of("labels replayed, not predicted"),
                        request.options().mode().wire(),
                        request.options().mirroring(),
                        false,
                        "none",
                        "none",
                        device()),
                Map.of("inference", (System.nanoTime() - start) / 1e9));
    }

    /** One tile, ended at once by a cancel. */
    private void pass(CancelToken cancel) throws CancelledException {
        CountDownLatch cancelled = new CountDownLatch(1);
        CancelToken.Registration registration = cancel.onCancel(cancelled::countDown);
        try {
            if (cancelled.await(tile.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CancelledException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } finally {
            registration.close();
        }
    }

    /** The labels, each block of edge^3 voxels as its first; background outside the region. */
    private Volume blocks(Grid grid, int edge, Optional<Box> region) {
        Volume made = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    if (region.isEmpty()
                            || holds(region.get(), grid.indexToRas().apply(i, j, k))) {
                        made.voxels().set(grid.index(i, j, k), labels.at(i - i % edge, j - j % edge, k - k % edge));
                    }
                }
            }
        }
        return made;
    }

    private static boolean holds(Box box, Vec3 p) {
        return p.x() >= box.min().x()
                && p.x() <= box.max().x()
                && p.y() >= box.min().y()
                && p.y() <= box.max().y()
                && p.z() >= box.min().z()
                && p.z() <= box.max().z();
    }

    /** Per cent of the folds that differ from the result. */
    private static Volume doubt(Volume result, List<Volume> folds) {
        Volume doubt = Volume.allocate(result.grid(), VoxelType.UINT8);
        for (long v = 0; v < result.grid().count(); v++) {
            int differ = 0;
            for (Volume fold : folds) {
                differ += fold.voxels().get(v) == result.voxels().get(v) ? 0 : 1;
            }
            doubt.voxels().set(v, Math.rint(100.0 * differ / folds.size()));
        }
        return doubt;
    }

    private static Map<Integer, Double> agreement(Volume result, Volume doubt) {
        Map<Integer, Double> sums = new HashMap<>();
        Map<Integer, Long> counts = new HashMap<>();
        for (long v = 0; v < result.grid().count(); v++) {
            int value = (int) result.voxels().get(v);
            if (value != 0) {
                sums.merge(value, 1 - doubt.voxels().get(v) / 100, Double::sum);
                counts.merge(value, 1L, Long::sum);
            }
        }
        Map<Integer, Double> means = new HashMap<>();
        sums.forEach((value, sum) -> means.put(value, sum / (double) counts.getOrDefault(value, 1L)));
        return means;
    }

    @Override
    public String device() {
        return "labels replayed, not predicted";
    }

    @Override
    public void close() {}
}
