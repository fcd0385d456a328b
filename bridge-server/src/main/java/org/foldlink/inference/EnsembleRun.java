package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.inference.Progress.Phase;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** One request from volume to labelmap; used once. */
final class EnsembleRun {

    private final SegmentationRequest request;
    private final NnunetPlans plans;
    private final NetworkRuntime runtime;
    private final Workers workers;
    private final SegmentationListener listener;
    private final CancelToken cancel;
    private final List<FoldFile> folds;
    private final PhaseClock clock = new PhaseClock();

    EnsembleRun(
            SegmentationRequest request,
            NnunetPlans plans,
            NetworkRuntime runtime,
            Workers workers,
            SegmentationListener listener,
            CancelToken cancel) {
        this.request = request;
        this.plans = plans;
        this.runtime = runtime;
        this.workers = workers;
        this.listener = listener;
        this.cancel = cancel;
        this.folds = EnsembleSegmenter.folds(request);
    }

    static TileShape tileShape(NnunetPlans plans) {
        return new TileShape(
                plans.normalization().size(),
                plans.heads(),
                plans.patch().get(0),
                plans.patch().get(1),
                plans.patch().get(2));
    }

    static VoxelType labelType(ModelDescriptor model) {
        int max = model.labels().stream().mapToInt(l -> l.value()).max().orElse(0);
        return model.labels().size() < 255 && max < 256 ? VoxelType.UINT8 : VoxelType.UINT16;
    }

    Segmentation run() throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        tell(Phase.PREPROCESSING, 0, 0, 0, Double.NaN);
        clock.enter(Phase.PREPROCESSING);
        var prepared = new Preprocessor(workers, cancel::isCancelled).run(request.channels(), plans, options.region());
        LabelRule rule = LabelRule.of(plans);
        GridExport export =
                new GridExport(prepared.frame(), plans, rule, workers, options.region(), cancel::isCancelled);
        Ensemble ensemble = new Ensemble(prepared.image().shape(), plans.heads(), folds.size(), rule);
        infer(prepared.image(), ensemble, export);

        clock.enter(Phase.EXPORT);
        VoxelType type = labelType(request.model());
        Volume labels = export.labels(ensemble.sum(), type);
        var agreement = ensemble.agreement(workers);
        Optional<Volume> doubt = switch (options.doubt()) {
            case NONE -> Optional.empty();
            case VOTES -> Optional.of(export.percent(agreement.percent()));
            case ENTROPY -> Optional.of(export.entropy(ensemble.sum(), folds.size()));
        };
        List<Volume> probabilities =
                options.probabilities() ? export.probabilities(ensemble.sum(), folds.size()) : List.of();
        cancel.throwIfCancelled();
        Map<String, Double> seconds = clock.stop();
        tell(Phase.DONE, folds.size(), 0, 0, 0);
        return new Segmentation(labels, doubt, probabilities, agreement.byLabel(), provenance(), seconds);
    }

    private void infer(Tensor image, Ensemble ensemble, GridExport export)
            throws SegmentationException, CancelledException {
        TileShape shape = tileShape(plans);
        SlidingWindow window =
                new SlidingWindow(image, plans, shape, request.options().mirroring(), workers);
        TileProgress tiles = new TileProgress(window.tiles());
        for (int f = 0; f < folds.size(); f++) {
            FoldFile fold = folds.get(f);
            cancel.throwIfCancelled();
            tell(Phase.LOADING, f + 1, 0, window.tiles(), tiles.secondsLeft());
            clock.enter(Phase.LOADING);
            try (Network network = runtime.open(fold, shape)) {
                clock.enter(Phase.INFERENCE);
                tiles.startFold(f + 1);
                window.run(network, cancel, tiles::done, ensemble.nextFold());
            }
            ensemble.endFold(fold.index());
            cancel.throwIfCancelled();
            tell(Phase.EXPORT, f + 1, window.tiles(), window.tiles(), tiles.secondsLeft());
            if (request.options().previews() && f + 1 < folds.size()) {
                clock.enter(Phase.EXPORT);
                Volume labels = export.labels(ensemble.sum(), labelType(request.model()));
                listener.preview(new Preview(labels, f + 1, folds.size()));
            }
        }
    }

    private void tell(Phase phase, int fold, int tile, int tiles, double secondsLeft) {
        listener.progress(new Progress(phase, fold, folds.size(), tile, tiles, secondsLeft));
    }

    private Segmentation.Provenance provenance() {
        ModelDescriptor model = request.model();
        return new Segmentation.Provenance(
                model.id(),
                model.version(),
                model.hash(),
                folds.stream().map(FoldFile::index).toList(),
                "exact",
                request.options().mirroring() && !plans.mirroringAxes().isEmpty(),
                runtime.device(),
                "float32",
                runtime.engine());
    }

    /** Counts tiles and estimates what is left from the mean time of those done. */
    private final class TileProgress {

        private final int tiles;
        private int fold;
        private int tile;
        private int done;
        private long nanos;
        private long lastAt;

        TileProgress(int tiles) {
            this.tiles = tiles;
        }

        void startFold(int number) {
            fold = number;
            tile = 0;
            lastAt = System.nanoTime();
            tell(Phase.INFERENCE, fold, 0, tiles, secondsLeft());
        }

        void done() {
            long now = System.nanoTime();
            nanos += now - lastAt;
            lastAt = now;
            tile++;
            done++;
            tell(Phase.INFERENCE, fold, tile, tiles, secondsLeft());
        }

        double secondsLeft() {
            if (done == 0) {
                return Double.NaN;
            }
            long left = (long) tiles * folds.size() - done;
            return nanos / 1e9 / done * left;
        }
    }
}
