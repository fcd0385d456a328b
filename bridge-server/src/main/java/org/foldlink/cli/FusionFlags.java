package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.foldlink.fusion.Majority;
import org.foldlink.fusion.Member;
import org.foldlink.fusion.Staple;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How masks become one. */
final class FusionFlags {

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "majority",
            description = "How masks are fused: majority (default), or staple.")
    private Method method = Method.MAJORITY;

    @Option(
            names = "--at-least",
            paramLabel = "N",
            description = "Of majority: masks that must agree on a label, else background (default: more than half).")
    private @Nullable Integer atLeast;

    private enum Method {
        MAJORITY,
        STAPLE
    }

    FusionFlags() {}

    /**
     * A fusion.
     *
     * @param how in words, for people and for provenance
     */
    record Fused(Volume labels, String how, Optional<Staple.Estimate> estimate) {}

    /** Before any work. */
    void check(int masks) {
        if (method == Method.STAPLE && atLeast != null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--at-least = " + atLeast + " (expected only with --method majority)");
        }
        if (atLeast != null && (atLeast < 1 || atLeast > masks)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--at-least = " + atLeast + " (expected 1 to " + masks + ", the number of masks)");
        }
    }

    Fused fuse(List<Member> masks) {
        try {
            if (method == Method.STAPLE) {
                Staple.Estimate estimate = Staple.fuse(masks);
                return new Fused(
                        estimate.labels(),
                        "STAPLE of " + masks.size() + " masks, " + estimate.rounds()
                                + (estimate.rounds() == 1 ? " round" : " rounds"),
                        Optional.of(estimate));
            }
            int needed = atLeast == null ? Majority.moreThanHalf(masks.size()) : atLeast;
            return new Fused(
                    Majority.fuse(masks, needed),
                    "majority: a label where at least " + needed + " of " + masks.size() + " masks agree",
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw ClinicalFailures.malformed(e);
        }
    }

    /** What is not as it should be. */
    static List<String> warnings(Staple.Estimate estimate) {
        List<String> warnings = new ArrayList<>();
        if (!estimate.settled()) {
            warnings.add("STAPLE did not settle in " + estimate.rounds() + " rounds: compare with --method majority");
        }
        if (estimate.undecided() > 0) {
            warnings.add(estimate.undecided() + " voxels are undecided and left as background");
        }
        return warnings;
    }

    static String figure(double value, String format) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
