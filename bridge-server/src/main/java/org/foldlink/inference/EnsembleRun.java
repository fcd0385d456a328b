package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** One request from volume to labelmap; used once. */
final class EnsembleRun {

    private final SegmentationRequest request;
    private final NnunetPlans plans;
    private final List<FoldFile> folds;
    private final RunContext context;

    EnsembleRun(
            SegmentationRequest request,
            NnunetPlans plans,
            NetworkRuntime runtime,
            Workers workers,
            SegmentationListener listener,
            CancelToken cancel,
            Turns.Turn turn,
            AdaptiveRule adaptive) {
        this.request = request;
        this.plans = plans;
        this.folds = EnsembleSegmenter.folds(request);
        RunMonitor monitor = new RunMonitor(listener, folds.size());
        this.context = new RunContext(runtime, workers, monitor, cancel, turn, new PauseGate(turn, monitor), adaptive);
    }

    static VoxelType labelType(ModelDescriptor model) {
        int max = model.labels().stream().mapToInt(l -> l.value()).max().orElse(0);
        return model.labels().size() < 255 && max < 256 ? VoxelType.UINT8 : VoxelType.UINT16;
    }

    Segmentation run() throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        CancelToken cancel = context.cancel();
        VoxelType type = labelType(request.model());
        MemberRun member = new MemberRun(plans, folds, options, context);
        Preprocessed prepared = member.prepare(request.channels());
        GridExport export = new GridExport(
                prepared.frame(), LabelRule.of(plans), context.workers(), options.region(), cancel::isCancelled);
        Ensemble ensemble = member.infer(prepared, (done, soFar) -> {
            if (options.previews() && done < folds.size()) {
                context.monitor().preview(export.labels(soFar.scores(), type));
            }
        });

        context.turn().host();
        Scores scores = ensemble.scores();
        Volume labels = export.labels(scores, type);
        var agreement = ensemble.agreement(context.workers());
        Optional<Volume> doubt = switch (options.doubt()) {
            case NONE -> Optional.empty();
            case VOTES -> Optional.of(export.percent(agreement.percent()));
            case ENTROPY -> Optional.of(export.entropy(scores));
        };
        List<Volume> probabilities = options.probabilities() ? export.probabilities(scores) : List.of();
        cancel.throwIfCancelled();
        Map<String, Double> seconds = context.monitor().done();
        return new Segmentation(
                labels, doubt, probabilities, agreement.byLabel(), provenance(member.tilesRun()), seconds);
    }

    private Segmentation.Provenance provenance(List<Integer> tilesRun) {
        boolean exact = request.options().mode() == Mode.EXACT;
        ModelDescriptor model = request.model();
        return new Segmentation.Provenance(
                model.id(),
                model.version(),
                model.hash(),
                folds.stream().limit(tilesRun.size()).map(FoldFile::index).toList(),
                request.options().mode().wire(),
                exact && request.options().mirroring() && !plans.mirroringAxes().isEmpty(),
                context.runtime().device(),
                context.runtime().precision().text(),
                context.runtime().engine(),
                exact ? List.of() : tilesRun,
                0);
    }
}
