package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** One request from volume to labelmap; used once. */
final class EnsembleRun {

    private final SegmentationRequest request;
    private final ModelPlan plan;
    private final RunContext context;

    EnsembleRun(
            SegmentationRequest request,
            ModelPlan plan,
            NetworkRuntime runtime,
            Workers workers,
            SegmentationListener listener,
            CancelToken cancel,
            Turns.Turn turn,
            AdaptiveRule adaptive) {
        this.request = request;
        this.plan = plan;
        RunMonitor monitor = new RunMonitor(listener, folds());
        this.context = new RunContext(runtime, workers, monitor, cancel, turn, new PauseGate(turn, monitor), adaptive);
    }

    /** @param values that the training's labels have, the background's left out: nnU-Net's rule counts these, not its regions */
    static VoxelType labelType(ModelDescriptor model, int values) {
        int max = model.labels().stream().mapToInt(l -> l.value()).max().orElse(0);
        return values < 255 && max < 256 ? VoxelType.UINT8 : VoxelType.UINT16;
    }

    Segmentation run() throws SegmentationException, CancelledException {
        SegmentationOptions options = request.options();
        VoxelType type =
                labelType(request.model(), network(0).foregroundLabels().size());
        PlanRun members = new PlanRun(plan, options, type, context);
        members.run(request.channels());
        context.turn().host();
        Volume labels = members.labels();
        if (options.post()) {
            PostProcessor.apply(plan.postProcessing(), labels);
        }
        var agreements = members.agreements();
        Optional<Volume> doubt = switch (options.doubt()) {
            case NONE -> Optional.empty();
            case VOTES -> Optional.of(members.votes(agreements));
            case ENTROPY -> Optional.of(members.entropy());
        };
        List<Volume> probabilities = options.probabilities() ? members.probabilities() : List.of();
        context.cancel().throwIfCancelled();
        Map<String, Double> seconds = context.monitor().done();
        return new Segmentation(
                labels, doubt, probabilities, PlanRun.byLabel(agreements), provenance(members.ran()), seconds);
    }

    private NnunetPlans network(int stage) {
        return (NnunetPlans) plan.stages().get(stage).network();
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
                .anyMatch(n -> !network(n).mirroringAxes().isEmpty());
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
                context.runtime().precision().text(),
                context.runtime().engine(),
                exact ? List.of() : ran.stream().map(PlanRun.Ran::tiles).toList(),
                0);
    }
}
