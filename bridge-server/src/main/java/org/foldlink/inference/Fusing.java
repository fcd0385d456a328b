package org.foldlink.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.foldlink.inference.FusedChoice.Graphs;
import org.foldlink.models.FileSums;
import org.foldlink.models.FoldFile;
import org.foldlink.models.FusedModel;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelException;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NnunetPlans;

/**
 * Decides for one engine which runs take fused graphs, and keeps how long they took. Thread-safe.
 *
 * <p>All folds run in one pass where that is done before a preview would be of use; else the first fold runs alone, for the preview, and the
 * others after it in one pass. How long a tile takes is known once one has run; until then the first fold runs alone.
 */
final class Fusing {

    /** A whole run that is estimated below this has no preview. */
    static final double SECONDS_WITHOUT_PREVIEW = 2;

    private final NetworkRuntime runtime;
    private final Fused when;
    private final boolean half;
    private final FileSums sums = new FileSums();
    /** Seconds of one mirrored pass of one tile through one fold, by model and precision. */
    private final Map<String, Double> measured = new ConcurrentHashMap<>();

    Fusing(NetworkRuntime runtime, EngineSettings settings) {
        this.runtime = runtime;
        this.when = settings.gpu().fused();
        this.half = settings.precision() == Precision.FLOAT16;
    }

    /**
     * What can be said before the volume is prepared: which graphs there are, and that they belong to the model. Silent where nobody could expect
     * fused graphs.
     */
    FusedChoice choose(ModelDescriptor model, ModelPlan plan, SegmentationOptions options) {
        boolean wanted = switch (when) {
            case ALWAYS -> true;
            case AUTO -> runtime.besideHost();
            case NEVER -> false;
        };
        if (!wanted || runtime.volumes().isEmpty() || plan.members().size() != 1) {
            return FusedChoice.PLAIN;
        }
        Member member = plan.members().get(0);
        if (member.previousStage().isPresent()
                || !(member.network() instanceof NnunetPlans plans)
                || plans.flat()
                || member.folds(options.folds()).size() != member.folds().size()) {
            return FusedChoice.PLAIN;
        }
        try {
            Optional<FusedModel> fused = FusedModel.read(model.folder());
            if (fused.isEmpty()) {
                return FusedChoice.plain(
                        "model " + model.id() + " has no fused graphs (foldlink-models fuse makes them)");
            }
            return choose(fused.get(), member.folds(), plans, options);
        } catch (ModelException e) {
            return FusedChoice.plain("the fused graphs cannot be used: " + e.getMessage());
        }
    }

    private FusedChoice choose(FusedModel fused, List<FoldFile> folds, NnunetPlans plans, SegmentationOptions options)
            throws ModelException {
        Optional<String> stale = fused.stale(folds, plans, sums);
        if (stale.isEmpty() && !fused.regionsClassOrder().equals(plans.regionsClassOrder())) {
            stale = Optional.of("made for regions " + fused.regionsClassOrder() + " (the model has "
                    + plans.regionsClassOrder() + ")");
        }
        if (stale.isPresent()) {
            return FusedChoice.plain("the fused graphs are stale: " + stale.get() + " (run foldlink-models fuse)");
        }
        if (options.mode() != Mode.EXACT || options.doubt() == Doubt.ENTROPY || options.probabilities()) {
            return FusedChoice.plain("fused graphs give labels and votes, not logits, which are asked for");
        }
        boolean halfGraphs = half && fused.graph(FusedModel.Kind.VOLUME, true).isPresent();
        Optional<FusedModel.Graph> whole = fused.graph(FusedModel.Kind.VOLUME, halfGraphs);
        if (whole.isEmpty()) {
            return FusedChoice.plain("there is no fused graph of a volume in float32 (run foldlink-models fuse)");
        }
        Optional<FusedModel.Graph> rest =
                options.previews() ? fused.graph(FusedModel.Kind.REST, halfGraphs) : Optional.empty();
        String notice = "fused graphs run: progress comes by pass, not by tile";
        if (half && !halfGraphs) {
            notice += "; in float32, since there is none in float16";
        }
        return new FusedChoice(Optional.of(new Graphs(fused, whole.get(), rest)), Optional.of(notice));
    }

    /** One pass over the prepared volume; {@code first} runs alone before. */
    enum Way {
        WHOLE,
        AFTER_FIRST
    }

    /**
     * What is left to decide once the volume is prepared.
     *
     * @param tiles tiles times mirrored passes
     * @param net voxels of the padded network's grid
     * @param out voxels that are given
     * @return empty where the device's memory is short
     */
    Optional<Way> way(String model, Graphs graphs, TileShape shape, int folds, long tiles, int[] net, long out) {
        double seconds = measured.getOrDefault(key(model, graphs), Double.NaN) * tiles * folds;
        boolean alone = graphs.rest().isPresent() && !(seconds < SECONDS_WITHOUT_PREVIEW);
        FusedModel.Graph graph = alone ? graphs.rest().get() : graphs.whole();
        FusedMemory memory = new FusedMemory(
                shape,
                alone ? folds - 1 : folds,
                graph.half(),
                alone,
                graphs.model().bytes(graph));
        long limit = runtime.volumes().map(VolumeRuntime::memoryBytes).orElse(0L);
        return memory.bytes(net, out) <= limit && memory.fitsBuffers(net, out)
                ? Optional.of(alone ? Way.AFTER_FIRST : Way.WHOLE)
                : Optional.empty();
    }

    /** @param passes tiles times mirrored passes times folds that took {@code seconds} */
    void took(String model, Graphs graphs, long passes, double seconds) {
        measured.put(key(model, graphs), seconds / passes);
    }

    private static String key(String model, Graphs graphs) {
        return model + (graphs.half() ? " float16" : " float32");
    }
}
