package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelPlan;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** One request from volume to labelmap; used once. */
final class EnsembleRun {

    private final SegmentationRequest request;
    private final ModelPlan plan;
    private final MemoryPlan.Way way;
    private final RunContext context;
    private final Fusing fusing;
    private String engine;
    private Precision precision;

    EnsembleRun(
            SegmentationRequest request,
            ModelPlan plan,
            MemoryPlan.Way way,
            Fusing fusing,
            NetworkRuntime runtime,
            Workers workers,
            SegmentationListener listener,
            CancelToken cancel,
            Turns.Turn turn,
            AdaptiveRule adaptive) {
        this.request = request;
        this.plan = plan;
        this.way = way;
        this.fusing = fusing;
        this.engine = runtime.engine();
        this.precision = runtime.precision();
        RunMonitor monitor = new RunMonitor(listener, folds());
        this.context = new RunContext(runtime, workers, monitor, cancel, turn, new PauseGate(turn, monitor), adaptive);
    }

    /** @param values that the training's labels have, the background's left out: nnU-Net's rule counts these, not its regions */
    static VoxelType labelType(ModelDescriptor model, int values) {
        int max = model.labels().stream().mapToInt(l -> l.value()).max().orElse(0);
        return values < 255 && max < 256 ? VoxelType.UINT8 : VoxelType.UINT16;
    }

    Segmentation run() throws SegmentationException, CancelledException {
        VoxelType type = labelType(request.model(), network(0).foregroundLabels());
        return switch (way) {
            case WHOLE -> {
                Optional<Segmentation> fused = fused(type);
                yield fused.isPresent() ? fused.get() : whole(type);
            }
            case SLAB -> slabs(type);
        };
    }

    private Segmentation whole(VoxelType type) throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        PlanRun members = new PlanRun(plan, options, type, context);
        members.run(request.channels());
        context.turn().host();
        Volume labels = postProcessed(members.labels());
        var agreements = members.agreements();
        Optional<Volume> doubt = switch (options.doubt()) {
            case NONE -> Optional.empty();
            case VOTES -> Optional.of(members.votes(agreements));
            case ENTROPY -> Optional.of(members.entropy());
        };
        Map<Integer, Volume> probabilities = options.probabilities() ? members.probabilities() : Map.of();
        context.cancel().throwIfCancelled();
        Map<String, Double> seconds = context.monitor().done();
        return new Segmentation(
                labels, doubt, probabilities, PlanRun.byLabel(agreements), provenance(members.ran()), seconds);
    }

    /** Of a plan with one stage; without votes, agreement and probabilities. */
    private Segmentation slabs(VoxelType type) throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        NetworkSteps steps = network(0);
        List<FoldFile> folds = plan.members().get(0).folds(options.folds());
        Preprocessed prepared =
                new MemberRun(steps, folds, options, context).prepare(request.channels(), Optional.empty());
        GridExport export = new GridExport(
                prepared.frame(), steps.rule(), context.workers(), options.region(), context.cancel()::isCancelled);
        SlabExport slabs = new SlabExport(export, type, options.doubt() == Doubt.ENTROPY);
        List<PlanRun.Ran> ran = new SlabRun(steps, folds, options, context).run(prepared, slabs);
        context.turn().host();
        Volume labels = postProcessed(slabs.labels());
        context.cancel().throwIfCancelled();
        Map<String, Double> seconds = context.monitor().done();
        return new Segmentation(labels, slabs.entropy(), Map.of(), Map.of(), provenance(ran), seconds);
    }

    /** Empty where the run takes a network a fold. */
    private Optional<Segmentation> fused(VoxelType type) throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        Optional<FusedChoice.Graphs> graphs =
                fusing.choose(request.model(), plan, options).graphs();
        if (graphs.isEmpty()) {
            return Optional.empty();
        }
        Member member = plan.members().get(0);
        FusedRun run = new FusedRun(request.model().hash(), graphs.get(), member, options, context, fusing);
        Optional<FusedRun.Result> result = run.run(request.channels(), type);
        if (result.isEmpty()) {
            engine += " (" + run.whyNot() + ")";
            return Optional.empty();
        }
        engine += ", fused graphs";
        precision = graphs.get().half() ? Precision.FLOAT16 : Precision.FLOAT32;
        Ensemble.Agreement agreement = result.get().agreement();
        Optional<Volume> doubt = options.doubt() == Doubt.VOTES
                ? Optional.of(result.get().export().percent(agreement.percent()))
                : Optional.empty();
        Volume labels = postProcessed(result.get().labels());
        context.cancel().throwIfCancelled();
        List<PlanRun.Ran> ran =
                member.folds().stream().map(f -> new PlanRun.Ran(f.index(), 0)).toList();
        Map<String, Double> seconds = context.monitor().done();
        return Optional.of(new Segmentation(labels, doubt, Map.of(), agreement.byLabel(), provenance(ran), seconds));
    }

    private Volume postProcessed(Volume labels) {
        if (request.options().post()) {
            PostProcessor.apply(plan.postProcessing(), labels);
        }
        return labels;
    }

    private NetworkSteps network(int stage) {
        return NetworkSteps.of(plan.stages().get(stage).network());
    }

    /** Over all members and stages. */
    private int folds() {
        return plan.stages().stream()
                .mapToInt(member -> member.folds(request.options().folds()).size())
                .sum();
    }

    private Segmentation.Provenance provenance(List<PlanRun.Ran> ran) {
        ModelDescriptor model = request.model();
        SegmentationOptions options = request.options();
        boolean exact = options.mode() == Mode.EXACT;
        boolean mirrors = IntStream.range(0, plan.stages().size())
                .anyMatch(n -> network(n).mirrors());
        return new Segmentation.Provenance(
                model.id(),
                model.version(),
                model.hash(),
                ran.stream().map(PlanRun.Ran::fold).toList(),
                plan.stages().stream().map(Member::configuration).toList(),
                options.mode().wire(),
                exact && options.mirroring() && mirrors,
                options.post() && !plan.postProcessing().isEmpty(),
                context.runtime().device(),
                precision.text(),
                engine,
                exact ? List.of() : ran.stream().map(PlanRun.Ran::tiles).toList(),
                0);
    }
}
