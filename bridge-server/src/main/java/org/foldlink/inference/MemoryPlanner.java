package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.Finding.Level;
import org.foldlink.inference.MemoryPlan.Way;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NetworkPlan;
import org.foldlink.volume.Volume;

/** Chooses how a run goes through its volume by the memory that it would take, and says what it chose. Immutable. */
final class MemoryPlanner {

    private final long limit;
    private final long heapLimit;
    private final OptionalDouble nonFinite;

    /**
     * @param limit bytes that a run may take outside of its input
     * @param heapLimit bytes of them that Java's heap may
     * @param nonFinite value in place of voxels that are not finite, for which channels are copied
     */
    MemoryPlanner(long limit, long heapLimit, OptionalDouble nonFinite) {
        this.limit = limit;
        this.heapLimit = heapLimit;
        this.nonFinite = nonFinite;
    }

    /**
     * What of a request its memory depends on.
     *
     * @param grid of every channel
     * @param floating channels whose voxels may be other than finite
     */
    record Load(ModelDescriptor model, Grid grid, int floating, SegmentationOptions options) {

        static Load of(SegmentationRequest request) {
            List<Volume> channels = request.channels();
            int floating = (int) channels.stream()
                    .filter(volume -> volume.type().isFloating())
                    .count();
            return new Load(request.model(), channels.get(0).grid(), floating, request.options());
        }
    }

    MemoryPlan choose(SegmentationRequest request, ModelPlan plan) {
        return choose(Load.of(request), plan);
    }

    MemoryPlan choose(Load load, ModelPlan plan) {
        boolean slabs = slabs(plan) && needsWhole(load.options()).isEmpty();
        return MemoryPlan.choose(
                whole(load, plan), slabs ? Optional.of(slab(load, plan)) : Optional.empty(), limit, heapLimit);
    }

    /** An error where nothing fits, a warning where the way changes what the user sees. */
    List<Finding> findings(SegmentationRequest request, ModelPlan plan) {
        return findings(Load.of(request), plan);
    }

    List<Finding> findings(Load load, ModelPlan plan) {
        for (Member member : plan.stages()) {
            Optional<String> problem = tooLarge(member.network());
            if (problem.isPresent()) {
                return List.of(new Finding(Level.ERROR, "bad_model", "model", problem.get()));
            }
        }
        MemoryPlan chosen = choose(load, plan);
        MemoryEstimate estimate = chosen.estimate();
        if (estimate.total() > limit) {
            return error("this run needs about " + mebibytes(estimate.total()) + " (the limit is " + mebibytes(limit)
                    + "; " + instead(load, plan) + "ask for a region, crop the volume, or raise the limit)");
        }
        if (estimate.heap() > heapLimit) {
            return error("this run needs about " + mebibytes(estimate.heap()) + " of Java heap (it may grow to "
                    + mebibytes(heapLimit) + "; " + instead(load, plan)
                    + "ask for a region, crop the volume, or start with a larger -Xmx)");
        }
        return chosen.way() == Way.WHOLE
                ? List.of()
                : List.of(new Finding(
                        Level.WARNING,
                        "preview",
                        "memory",
                        "fold after fold this run would need about "
                                + mebibytes(chosen.whole().total())
                                + " (the limit is " + mebibytes(limit) + ", and Java's heap may grow to "
                                + mebibytes(heapLimit) + "): all folds run slab by slab instead, in about "
                                + mebibytes(estimate.total())
                                + "; previews are the finished slabs, and the folds' agreement is not counted"));
    }

    /** A network's input and its output are one buffer each. */
    private static Optional<String> tooLarge(NetworkPlan plans) {
        List<Integer> patch = plans.patch();
        double voxels = (double) patch.get(0) * patch.get(1) * patch.get(2);
        int most = Math.max(plans.channels(), plans.heads());
        double bytes = Float.BYTES * voxels * most;
        return bytes <= Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "network's %s = %d x %d x %d x %d values = %.0f MiB a tile (a buffer ends at 2048 MiB; export the"
                                + " model with a smaller patch)",
                        most == plans.heads() ? "output" : "input",
                        most,
                        patch.get(0),
                        patch.get(1),
                        patch.get(2),
                        bytes / (1 << 20)));
    }

    private static List<Finding> error(String message) {
        return List.of(new Finding(Level.ERROR, "memory", "memory", message));
    }

    /** What could be left out so that the run fits; with a separator, or empty. */
    private String instead(Load load, ModelPlan plan) {
        Optional<String> reason = needsWhole(load.options());
        if (reason.isEmpty() || !slabs(plan)) {
            return "";
        }
        MemoryEstimate slab = slab(load, plan);
        return slab.total() > limit || slab.heap() > heapLimit
                ? ""
                : reason.get() + " about " + mebibytes(slab.total()) + " are enough; or ";
    }

    /** Whether a plan's folds may be summed slab by slab: one stage, whose mean is that of the logits. */
    private static boolean slabs(ModelPlan plan) {
        return plan.stages().size() == 1
                && NetworkSteps.of(plan.stages().get(0).network()).activation() == Activation.NONE;
    }

    /** What of a request needs the whole volume's logits, and how to do without. */
    private static Optional<String> needsWhole(SegmentationOptions options) {
        if (options.probabilities()) {
            return Optional.of("without probabilities");
        }
        if (options.mode() == Mode.ADAPTIVE) {
            return Optional.of("in the exact mode");
        }
        return options.doubt() == Doubt.VOTES
                ? Optional.of("with doubt by entropy instead of votes")
                : Optional.empty();
    }

    private MemoryEstimate whole(Load load, ModelPlan plan) {
        MemoryEstimate all = new MemoryEstimate(0, 0, 0, 0);
        for (Member member : plan.stages()) {
            MemoryEstimate one = of(Way.WHOLE, load, member);
            boolean previous = !plan.members().contains(member);
            long input = load.grid().count();
            all = (previous ? one.keepingLabels(input, labelBytes(load, member)) : one).after(all);
        }
        return all.plusDirect(copies(load));
    }

    private MemoryEstimate slab(Load load, ModelPlan plan) {
        return of(Way.SLAB, load, plan.stages().get(0)).plusDirect(copies(load));
    }

    private static MemoryEstimate of(Way way, Load load, Member member) {
        NetworkSteps steps = NetworkSteps.of(member.network());
        long weights = 0;
        for (FoldFile fold : member.folds()) {
            weights = Math.max(weights, size(fold));
        }
        return MemoryEstimate.of(
                way,
                steps.axes(load.grid()),
                steps,
                member.folds(load.options().folds()).size(),
                load.options(),
                labelBytes(load, member),
                weights);
    }

    private static int labelBytes(Load load, Member member) {
        int values = NetworkSteps.of(member.network()).foregroundLabels();
        return EnsembleRun.labelType(load.model(), values).bytes();
    }

    /** Bytes of the channels without their voxels that are not finite. */
    private long copies(Load load) {
        return nonFinite.isEmpty()
                ? 0
                : (long) Float.BYTES * load.floating() * load.grid().count();
    }

    private static long size(FoldFile fold) {
        try {
            return Files.size(fold.onnx());
        } catch (IOException e) {
            return 0; // said when it is opened
        }
    }

    static String mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) / (1 << 20) + " MiB";
    }
}
