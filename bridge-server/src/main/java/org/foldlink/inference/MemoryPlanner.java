package org.foldlink.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.foldlink.inference.Finding.Level;
import org.foldlink.inference.MemoryPlan.Way;
import org.foldlink.models.FoldFile;
import org.foldlink.models.Member;
import org.foldlink.models.ModelPlan;
import org.foldlink.models.NetworkPlan;

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

    MemoryPlan choose(SegmentationRequest request, ModelPlan plan) {
        boolean slabs = slabs(plan) && needsWhole(request.options()).isEmpty();
        return MemoryPlan.choose(
                whole(request, plan), slabs ? Optional.of(slab(request, plan)) : Optional.empty(), limit, heapLimit);
    }

    /** An error where nothing fits, a warning where the way changes what the user sees. */
    List<Finding> findings(SegmentationRequest request, ModelPlan plan) {
        for (Member member : plan.stages()) {
            Optional<String> problem = tooLarge(member.network());
            if (problem.isPresent()) {
                return List.of(new Finding(Level.ERROR, "bad_model", "model", problem.get()));
            }
        }
        MemoryPlan chosen = choose(request, plan);
        MemoryEstimate estimate = chosen.estimate();
        if (estimate.total() > limit) {
            return error("this run needs about " + mebibytes(estimate.total()) + " (the limit is " + mebibytes(limit)
                    + "; " + instead(request, plan) + "ask for a region, crop the volume, or raise the limit)");
        }
        if (estimate.heap() > heapLimit) {
            return error("this run needs about " + mebibytes(estimate.heap()) + " of Java heap (it may grow to "
                    + mebibytes(heapLimit) + "; " + instead(request, plan)
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
    private String instead(SegmentationRequest request, ModelPlan plan) {
        Optional<String> reason = needsWhole(request.options());
        if (reason.isEmpty() || !slabs(plan)) {
            return "";
        }
        MemoryEstimate slab = slab(request, plan);
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

    private MemoryEstimate whole(SegmentationRequest request, ModelPlan plan) {
        MemoryEstimate all = new MemoryEstimate(0, 0, 0, 0);
        for (Member member : plan.stages()) {
            MemoryEstimate one = of(Way.WHOLE, request, member);
            boolean previous = !plan.members().contains(member);
            long input = request.channels().get(0).grid().count();
            all = (previous ? one.keepingLabels(input, labelBytes(request, member)) : one).after(all);
        }
        return all.plusDirect(copies(request));
    }

    private MemoryEstimate slab(SegmentationRequest request, ModelPlan plan) {
        return of(Way.SLAB, request, plan.stages().get(0)).plusDirect(copies(request));
    }

    private static MemoryEstimate of(Way way, SegmentationRequest request, Member member) {
        NetworkSteps steps = NetworkSteps.of(member.network());
        long weights = 0;
        for (FoldFile fold : member.folds()) {
            weights = Math.max(weights, size(fold));
        }
        return MemoryEstimate.of(
                way,
                steps.axes(request.channels().get(0).grid()),
                steps,
                member.folds(request.options().folds()).size(),
                request.options(),
                labelBytes(request, member),
                weights);
    }

    private static int labelBytes(SegmentationRequest request, Member member) {
        int values = NetworkSteps.of(member.network()).foregroundLabels();
        return EnsembleRun.labelType(request.model(), values).bytes();
    }

    /** Bytes of the channels without their voxels that are not finite. */
    private long copies(SegmentationRequest request) {
        return nonFinite.isEmpty()
                ? 0
                : request.channels().stream()
                        .filter(volume -> volume.type().isFloating())
                        .mapToLong(volume -> Float.BYTES * volume.grid().count())
                        .sum();
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
