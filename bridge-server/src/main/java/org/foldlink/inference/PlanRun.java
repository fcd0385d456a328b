package org.foldlink.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foldlink.geometry.Box;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelPlan;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * The members of one plan, one after the other, each after its previous stage, and what their scores together say on the input's grid. A single
 * member's mean logits decide; of several, the mean of their probabilities does.
 */
final class PlanRun {

    private final ModelPlan plan;
    private final SegmentationOptions options;
    private final VoxelType type;
    private final RunContext context;
    private final List<Done> done = new ArrayList<>();
    private final List<Ran> ran = new ArrayList<>();

    PlanRun(ModelPlan plan, SegmentationOptions options, VoxelType type, RunContext context) {
        this.plan = plan;
        this.options = options;
        this.type = type;
        this.context = context;
    }

    private record Done(GridExport export, Ensemble ensemble) {}

    /**
     * A fold that ran.
     *
     * @param tiles of it that ran
     */
    record Ran(int fold, int tiles) {}

    /** In order, those of previous stages too. */
    List<Ran> ran() {
        return List.copyOf(ran);
    }

    void run(List<Volume> channels) throws SegmentationException, CancelledException {
        for (Member member : plan.members()) {
            Optional<Volume> before = Optional.empty();
            if (member.previousStage().isPresent()) {
                // Whole, whatever the region: the next stage sees around it.
                Optional<Box> everywhere = Optional.empty();
                PlanRun stage =
                        new PlanRun(member.previousStage().get(), options.withRegion(everywhere), type, context);
                stage.run(channels);
                ran.addAll(stage.ran);
                context.turn().host();
                before = Optional.of(stage.labels());
            }
            run(member, channels, before);
        }
    }

    private void run(Member member, List<Volume> channels, Optional<Volume> before)
            throws SegmentationException, CancelledException {
        List<FoldFile> folds = member.folds(options.folds());
        MemberRun run = new MemberRun(NetworkSteps.of(member.network()), folds, options, context);
        Preprocessed prepared = run.prepare(channels, before);
        GridExport export = new GridExport(
                prepared.frame(), rule(), context.workers(), options.region(), context.cancel()::isCancelled);
        Ensemble ensemble = run.infer(prepared, soFar -> {
            if (options.previews() && !context.monitor().inLastFold()) {
                context.monitor().preview(labels(with(new Done(export, soFar))));
            }
        });
        for (int f = 0; f < run.tilesRun().size(); f++) {
            if (run.tilesRun().get(f) > 0) {
                ran.add(new Ran(folds.get(f).index(), run.tilesRun().get(f)));
            }
        }
        done.add(new Done(export, ensemble));
    }

    private List<Done> with(Done current) {
        List<Done> all = new ArrayList<>(done);
        all.add(current);
        return all;
    }

    private LabelRule rule() {
        return NetworkSteps.of(plan.members().get(0).network()).rule();
    }

    Volume labels() {
        return labels(done);
    }

    private Volume labels(List<Done> of) {
        return of.size() == 1 ? of.get(0).export().labels(of.get(0).ensemble().scores(), type) : mean(of).labels(type);
    }

    /** Label value to FLOAT32, in the order of the heads. */
    Map<Integer, Volume> probabilities() {
        List<Volume> heads = done.size() == 1
                ? first().export().probabilities(first().ensemble().scores())
                : mean(done).probabilities();
        Map<Integer, Volume> byLabel = new LinkedHashMap<>();
        for (int h = 0; h < heads.size(); h++) {
            byLabel.put(rule().label(h), heads.get(h));
        }
        return byLabel;
    }

    Volume entropy() {
        return done.size() == 1
                ? first().export().entropy(first().ensemble().scores())
                : mean(done).entropy();
    }

    /** The share of folds that differ, the mean over the members. */
    Volume votes(List<Ensemble.Agreement> agreements) {
        List<Volume> maps = new ArrayList<>();
        for (int m = 0; m < done.size(); m++) {
            maps.add(done.get(m).export().percent(agreements.get(m).percent()));
        }
        return maps.size() == 1 ? maps.get(0) : mean(done).mean(maps);
    }

    List<Ensemble.Agreement> agreements() {
        boolean votes = options.doubt() == Doubt.VOTES;
        return done.stream()
                .map(d -> d.ensemble().agreement(context.workers(), votes))
                .toList();
    }

    /** A label's mean agreement over the members that have found it. */
    static Map<Integer, Double> byLabel(List<Ensemble.Agreement> agreements) {
        Map<Integer, List<Double>> shares = new TreeMap<>();
        for (Ensemble.Agreement agreement : agreements) {
            agreement
                    .byLabel()
                    .forEach((label, share) -> shares.computeIfAbsent(label, l -> new ArrayList<>())
                            .add(share));
        }
        Map<Integer, Double> mean = new TreeMap<>();
        shares.forEach((label, all) ->
                mean.put(label, all.stream().mapToDouble(s -> s).average().orElseThrow()));
        return mean;
    }

    private Done first() {
        return done.get(0);
    }

    private MeanExport mean(List<Done> of) {
        Workers workers = context.workers();
        return new MeanExport(
                of.stream()
                        .map(d -> new MeanExport.Part(d.export(), d.ensemble().scores()))
                        .toList(),
                rule(),
                workers,
                context.cancel()::isCancelled);
    }
}
