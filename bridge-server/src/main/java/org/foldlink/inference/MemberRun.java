package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.models.FoldFile;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.volume.Volume;

/** One network configuration of a request: preprocessing, then its folds one after the other into their mean. */
final class MemberRun {

    private final NetworkSteps steps;
    private final List<FoldFile> folds;
    private final SegmentationOptions options;
    private final RunContext context;
    private final List<Integer> tilesRun = new ArrayList<>();

    MemberRun(NetworkSteps steps, List<FoldFile> folds, SegmentationOptions options, RunContext context) {
        this.steps = steps;
        this.folds = folds;
        this.options = options;
        this.context = context;
    }

    /** Hears of each fold when it is done. */
    interface FoldListener {

        /** @param soFar of the folds that are done, this one included */
        void foldDone(Ensemble soFar) throws SegmentationException, CancelledException;
    }

    /** Tiles that ran of each fold, in the folds' order; 0 where a fold was left out. */
    List<Integer> tilesRun() {
        return List.copyOf(tilesRun);
    }

    /** @param previous the labelmap of the stage before, where the plan has one */
    Preprocessed prepare(List<Volume> channels, Optional<Volume> previous) throws CancelledException {
        context.turn().host();
        context.monitor().preprocessing();
        return steps.prepare(channels, previous, options.region(), context.workers(), context.cancel()::isCancelled);
    }

    Ensemble infer(Preprocessed prepared, FoldListener listener) throws SegmentationException, CancelledException {
        context.turn().network();
        CancelToken cancel = context.cancel();
        RunMonitor monitor = context.monitor();
        int[] netShape = prepared.image().shape();
        TileShape shape = steps.tileShape();
        boolean adaptive = options.mode() == Mode.ADAPTIVE;
        LabelRule rule = steps.rule();
        // Mirrored passes cost as much as further folds and change less.
        Tiling tiling = steps.tiling(netShape, options.mirroring() && !adaptive);
        SlidingWindow window = new SlidingWindow(prepared.image(), tiling, shape, context.workers());
        Ensemble ensemble = new Ensemble(netShape, shape.heads(), folds.size(), rule, steps.activation());
        for (int f = 0; f < folds.size(); f++) {
            cancel.throwIfCancelled();
            TileGate gate = context.gate();
            int tiles = window.tiles();
            if (adaptive && f > 0) {
                DoubtGate doubt = new DoubtGate(
                        TileDoubt.of(f, ensemble.scores(), rule, tiling, shape, context.adaptive(), context.workers()),
                        gate);
                gate = doubt;
                tiles = doubt.tiles();
            }
            tilesRun.add(tiles);
            if (tiles == 0) {
                continue;
            }
            monitor.loading(window.tiles());
            try (Network network = context.runtime().open(folds.get(f), shape)) {
                monitor.inference();
                window.run(network, cancel, gate, monitor::tileDone, ensemble.nextFold());
            }
            ensemble.endFold(folds.get(f).index());
            cancel.throwIfCancelled();
            monitor.export();
            listener.foldDone(ensemble);
        }
        return ensemble;
    }
}
