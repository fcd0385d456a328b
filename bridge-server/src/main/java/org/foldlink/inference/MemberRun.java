package org.foldlink.inference;

import java.util.List;
import org.foldlink.models.FoldFile;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.volume.Volume;

/** One network configuration of a request: preprocessing, then its folds one after the other into their mean. */
final class MemberRun {

    private final NnunetPlans plans;
    private final List<FoldFile> folds;
    private final SegmentationOptions options;
    private final RunContext context;

    MemberRun(NnunetPlans plans, List<FoldFile> folds, SegmentationOptions options, RunContext context) {
        this.plans = plans;
        this.folds = folds;
        this.options = options;
        this.context = context;
    }

    /** Hears of each fold when it is done. */
    interface FoldListener {

        /** @param folds done so far, this one included */
        void foldDone(int folds, Ensemble soFar) throws SegmentationException, CancelledException;
    }

    static TileShape tileShape(NnunetPlans plans) {
        return new TileShape(
                plans.channels(),
                plans.heads(),
                plans.patch().get(0),
                plans.patch().get(1),
                plans.patch().get(2));
    }

    Preprocessed prepare(List<Volume> channels) throws CancelledException {
        context.turn().host();
        context.monitor().preprocessing();
        return new Preprocessor(context.workers(), context.cancel()::isCancelled)
                .run(channels, plans, options.region());
    }

    Ensemble infer(Preprocessed prepared, FoldListener listener) throws SegmentationException, CancelledException {
        context.turn().network();
        CancelToken cancel = context.cancel();
        RunMonitor monitor = context.monitor();
        int[] netShape = prepared.image().shape();
        TileShape shape = tileShape(plans);
        Tiling tiling = Tiling.of(plans, netShape, shape, options.mirroring());
        SlidingWindow window = new SlidingWindow(prepared.image(), tiling, shape, context.workers());
        Ensemble ensemble = new Ensemble(netShape, plans.heads(), folds.size(), LabelRule.of(plans));
        for (int f = 0; f < folds.size(); f++) {
            cancel.throwIfCancelled();
            monitor.loading(window.tiles());
            try (Network network = context.runtime().open(folds.get(f), shape)) {
                monitor.inference();
                window.run(network, cancel, context.gate(), monitor::tileDone, ensemble.nextFold());
            }
            ensemble.endFold(folds.get(f).index());
            cancel.throwIfCancelled();
            monitor.export();
            listener.foldDone(f + 1, ensemble);
        }
        return ensemble;
    }
}
