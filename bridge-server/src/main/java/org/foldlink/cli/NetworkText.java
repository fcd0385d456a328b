package org.foldlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.foldlink.models.Channel;
import org.foldlink.models.MonaiOutput;
import org.foldlink.models.MonaiPlan;
import org.foldlink.models.MonaiStep;
import org.foldlink.models.NetworkPlan;
import org.foldlink.models.NnunetPlans;
import org.foldlink.models.Normalization;
import org.foldlink.models.ReaderOrientation;
import org.foldlink.models.Task;

/**
 * What a network's plan asks for, in words.
 *
 * @param orientation in which the network sees the voxels
 * @param normalisation of intensities: a line a channel, or a line a step
 * @param mirroredAxes names of the array's axes that test-time mirroring flips
 * @param decision from scores to labels
 */
record NetworkText(String orientation, List<String> normalisation, List<String> mirroredAxes, String decision) {

    static NetworkText of(NetworkPlan plan, List<Channel> channels) {
        if (plan instanceof MonaiPlan monai) {
            return of(monai);
        }
        return of((NnunetPlans) plan, channels);
    }

    private static NetworkText of(NnunetPlans plans, List<Channel> channels) {
        String reader = plans.reader() == ReaderOrientation.RAS ? "voxels turned to RAS" : "voxels as they are stored";
        String transposed = plans.transposeForward().equals(List.of(0, 1, 2))
                ? ""
                : ", axes z, y, x transposed by " + plans.transposeForward();
        List<String> scaling = new ArrayList<>();
        for (int c = 0; c < plans.normalization().size(); c++) {
            scaling.add(
                    channels.get(c).name() + ": " + text(plans.normalization().get(c)));
        }
        List<String> axes = plans.mirroringAxes().stream()
                .map(a -> List.of("z", "y", "x").get(a))
                .toList();
        return new NetworkText(
                reader + transposed,
                scaling,
                axes,
                plans.regionBased()
                        ? "regions above 0.5, later ones over earlier ones, as labels "
                                + join(plans.regionsClassOrder())
                        : "the highest of " + plans.heads() + " classes");
    }

    private static String text(Normalization scheme) {
        if (scheme instanceof Normalization.Ct ct) {
            return String.format(
                    Locale.ROOT,
                    "clipped to %s..%s, then (x - %s) / %s",
                    ModelText.figure(ct.lower()),
                    ModelText.figure(ct.upper()),
                    ModelText.figure(ct.mean()),
                    ModelText.figure(ct.std()));
        }
        if (scheme instanceof Normalization.ZScore z) {
            return "z-score of the image" + (z.insideMask() ? " inside its nonzero part" : "");
        }
        if (scheme instanceof Normalization.RescaleTo01) {
            return "smallest to 0, largest to 1";
        }
        return scheme instanceof Normalization.RgbTo01 ? "divided by 255" : "as it is";
    }

    private static NetworkText of(MonaiPlan plan) {
        MonaiOutput output = plan.output();
        List<String> scaling = plan.steps().stream()
                .filter(MonaiStep.Intensity.class::isInstance)
                .map(step -> text((MonaiStep.Intensity) step))
                .toList();
        String decision;
        if (plan.task() == Task.CLASSIFICATION) {
            decision = "one of " + join(output.classes());
        } else if (output.decision() == MonaiOutput.Decision.ARGMAX) {
            decision = "the highest of " + output.heads() + " classes";
        } else {
            decision = "heads above " + output.threshold() + ", later ones over earlier ones, as labels "
                    + join(output.values());
        }
        return new NetworkText(
                plan.orientation().isEmpty() ? "voxels as they are stored" : "voxels turned to " + plan.orientation(),
                scaling.isEmpty() ? List.of("as they are") : scaling,
                List.of(),
                decision);
    }

    private static String text(MonaiStep.Intensity step) {
        if (step instanceof MonaiStep.Range r) {
            return String.format(
                    Locale.ROOT,
                    "%s..%s to %s..%s%s",
                    ModelText.figure(r.aMin()),
                    ModelText.figure(r.aMax()),
                    ModelText.figure(r.bMin()),
                    ModelText.figure(r.bMax()),
                    r.clip() ? ", clipped" : "");
        }
        if (step instanceof MonaiStep.Percentiles p) {
            return String.format(
                    Locale.ROOT,
                    "percentiles %s..%s to %s..%s%s%s",
                    ModelText.figure(p.lower()),
                    ModelText.figure(p.upper()),
                    ModelText.figure(p.bMin()),
                    ModelText.figure(p.bMax()),
                    p.clip() ? ", clipped" : "",
                    each(p.channelWise()));
        }
        if (step instanceof MonaiStep.MinMax m) {
            return String.format(
                    Locale.ROOT,
                    "smallest to %s, largest to %s%s",
                    ModelText.figure(m.bMin()),
                    ModelText.figure(m.bMax()),
                    each(m.channelWise()));
        }
        MonaiStep.ZScore z = (MonaiStep.ZScore) step;
        return "z-score" + (z.mean().isEmpty() ? " of the image" : " by stated figures")
                + (z.nonzero() ? ", voxels other than 0" : "") + each(z.channelWise());
    }

    private static String each(boolean channelWise) {
        return channelWise ? ", each channel" : "";
    }

    private static String join(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
