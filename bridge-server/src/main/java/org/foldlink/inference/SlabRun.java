package org.foldlink.inference;

import java.util.List;
import org.foldlink.models.FoldFile;
import org.foldlink.preprocess.Preprocessed;

/**
 * One network configuration of a request where the whole volume's logits do not fit: row of tiles by row of tiles along the array's z, every
 * fold on each row. The folds share their sums, which take a patch's depth and not the volume's; a slice is exported as soon as no later row
 * reaches it, and forgotten. The result is that of {@link MemberRun}, but for the order in which floats are added.
 *
 * <p>What needs a fold's logits apart is not to be had: its own labels, and with them votes and agreement. The folds' mean is that of their
 * logits, so it is for models without an activation before it.
 */
final class SlabRun {

    private final NetworkSteps steps;
    private final List<FoldFile> folds;
    private final SegmentationOptions options;
    private final RunContext context;

    SlabRun(NetworkSteps steps, List<FoldFile> folds, SegmentationOptions options, RunContext context) {
        this.steps = steps;
        this.folds = folds;
        this.options = options;
        this.context = context;
    }

    /**
     * @param export has every slab when this returns
     * @return the folds, each with all of its tiles
     */
    List<PlanRun.Ran> run(Preprocessed prepared, SlabExport export) throws SegmentationException, CancelledException {
        context.turn().network();
        int[] netShape = prepared.image().shape();
        TileShape shape = steps.tileShape();
        Tiling tiling = steps.tiling(netShape, options.mirroring());
        SlidingWindow window = new SlidingWindow(prepared.image(), tiling, shape, context.workers());
        TileSums sums = window.sums();
        int kept = 0;
        for (int r = 0; r < window.rows(); r++) {
            for (FoldFile fold : folds) {
                row(r, fold, shape, window);
            }
            context.monitor().export();
            int before = window.finished(r - 1);
            int finished = window.finished(r);
            context.workers().forEach(finished - before, i -> sums.mean(before + i));
            int needed = export.write(new Scores(sums.tensor(), 1, Activation.NONE), finished);
            sums.close(kept, needed, z -> {});
            kept = Math.max(kept, needed);
            context.cancel().throwIfCancelled();
            if (options.previews() && r + 1 < window.rows()) {
                context.monitor().preview(export.snapshot());
            }
        }
        return folds.stream()
                .map(fold -> new PlanRun.Ran(fold.index(), window.tiles()))
                .toList();
    }

    /** Opened anew for each row: the runtime keeps as many loaded as its bound allows, and the buffers of one at the least. */
    private void row(int r, FoldFile fold, TileShape shape, SlidingWindow window)
            throws SegmentationException, CancelledException {
        context.cancel().throwIfCancelled();
        context.monitor().loadingForRow(window.tiles());
        try (Network network = context.runtime().open(fold, shape)) {
            context.monitor().inference();
            SlidingWindow.Pass pass = new SlidingWindow.Pass(network);
            if (!window.row(r, pass, context.cancel(), context.gate(), context.monitor()::tileDone)) {
                throw Ensemble.notFinite(fold.index());
            }
        }
    }
}
