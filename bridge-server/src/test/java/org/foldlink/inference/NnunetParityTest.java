package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.NnunetStages.Stage;
import org.foldlink.parity.Differences;
import org.foldlink.parity.Differences.Distance;
import org.foldlink.parity.NnunetCase;
import org.foldlink.parity.NnunetCase.Sums;
import org.foldlink.parity.NnunetCase.Weights;
import org.foldlink.parity.ParitySuite;
import org.foldlink.parity.ReferenceCase;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine beside nnU-Net v2 itself, with the same weights: every case stage by stage, so that a difference names its stage. Gates:
 * preprocessed within 1e-4; logits within 5e-3 of nnU-Net's with its sums in float32, and the probabilities on the input's grid too; labels
 * by {@link Weights}.
 */
@Tag("peers")
class NnunetParityTest {

    private static final double PREPROCESSED = 1e-4;
    private static final double LOGITS = 5e-3;
    private static final double AGREEMENT = 0.9999;
    private static final double DICE = 0.999;

    /** nnU-Net's half-precision sums: measured 0.012 on random weights of deviation 3, and 0.016 at 128³. */
    private static final double HALF_RMS = 0.03;
    /** At a volume's corner one tile alone counts, with a weight of 6e-8, half precision's smallest: its products keep one digit. */
    private static final double HALF_LARGEST = 1;

    private static final double HALF_AGREEMENT = 0.999;

    private static final Map<NnunetCase, NnunetStages> STAGES = new HashMap<>();

    static List<NnunetCase> cases() {
        List<NnunetCase> all = ParitySuite.get().nnunetCases();
        assertThat(all).as("cases against nnU-Net").isNotEmpty();
        return all;
    }

    static List<NnunetCase> float32Cases() {
        return cases().stream().filter(c -> c.sums() == Sums.FLOAT32).toList();
    }

    static List<NnunetCase> float16Cases() {
        return cases().stream().filter(c -> c.sums() == Sums.FLOAT16).toList();
    }

    static List<NnunetCase> postProcessedCases() {
        return cases().stream().filter(NnunetCase::postProcessed).toList();
    }

    @AfterAll
    static void forget() {
        STAGES.clear();
    }

    private static NnunetStages ours(NnunetCase one) throws Exception {
        NnunetStages stages = STAGES.get(one);
        if (stages == null) {
            stages = new NnunetStages(one.model(), one.inputs(), theirs(one));
            STAGES.put(one, stages);
        }
        return stages;
    }

    private static ReferenceCase theirs(NnunetCase one) {
        return ParitySuite.get().reference(one.name());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void preprocessedImage(NnunetCase one) throws Exception {
        for (Stage stage : ours(one).stages()) {
            String what = stage.where() + "preprocessed";
            Distance d = Differences.of(stage.preprocessed(), 1, theirs(one).array(what));
            say(one, what, d);
            assertThat(d.largest()).as("%s: %s", one, what).isLessThanOrEqualTo(PREPROCESSED);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("float32Cases")
    void logitsOfEachFold(NnunetCase one) throws Exception {
        for (Stage stage : ours(one).stages()) {
            for (int k = 0; k < stage.logits().size(); k++) {
                String what = stage.where() + "logits_" + stage.foldNames().get(k);
                Distance d =
                        Differences.of(stage.logits().get(k), 1, theirs(one).array(what));
                say(one, what, d);
                assertThat(d.largest()).as("%s: %s", one, what).isLessThanOrEqualTo(LOGITS);
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("float32Cases")
    void meanLogits(NnunetCase one) throws Exception {
        for (Stage stage : ours(one).stages()) {
            Distance d = mean(one, stage);
            assertThat(d.largest()).as("%s: %smean logits", one, stage.where()).isLessThanOrEqualTo(LOGITS);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("float16Cases")
    void meanLogitsBesideHalfPrecisionSums(NnunetCase one) throws Exception {
        for (Stage stage : ours(one).stages()) {
            Distance d = mean(one, stage);
            assertThat(d.rms()).as("%s: rms of mean logits", one).isLessThanOrEqualTo(HALF_RMS);
            assertThat(d.largest()).as("%s: mean logits", one).isLessThanOrEqualTo(HALF_LARGEST);
        }
    }

    private static Distance mean(NnunetCase one, Stage stage) throws Exception {
        String what = stage.where() + "logits";
        Distance d =
                Differences.of(stage.sum(), stage.logits().size(), theirs(one).array(what));
        say(one, what, d);
        return d;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("float32Cases")
    void probabilitiesOnTheInputsGrid(NnunetCase one) throws Exception {
        List<Volume> ours = List.copyOf(ours(one).segmentation().probabilities().values());
        Distance d = Differences.of(ours, ours(one).reader(), theirs(one).array("probabilities"));
        say(one, "probabilities", d);
        assertThat(d.largest()).as("%s: probabilities", one).isLessThanOrEqualTo(LOGITS);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void labelmap(NnunetCase one) throws Exception {
        var labels = Differences.labels(
                ours(one).segmentation().labels(),
                theirs(one).labels("labelmap"),
                ours(one).reader(),
                theirs(one).array("margin"));
        System.out.printf(
                "%s: %d of %d voxels differ, margin %.1e%n",
                one, labels.differing(), labels.voxels(), labels.widestMargin());
        double agreement = 1 - (double) labels.differing() / labels.voxels();
        assertThat(labels.dice())
                .as("%s: structures, so that there is something to compare", one)
                .isNotEmpty();
        switch (one.weights()) {
            case TRAINED -> {
                assertThat(agreement).as("%s: share of voxels alike", one).isGreaterThanOrEqualTo(AGREEMENT);
                assertThat(labels.dice().values()).as("%s: Dice by label", one).allMatch(d -> d >= DICE);
            }
            case RANDOM -> {
                boolean half = one.sums() == Sums.FLOAT16;
                assertThat(labels.widestMargin())
                        .as("%s: the reference's margin where labels differ", one)
                        .isLessThanOrEqualTo(2 * (half ? HALF_LARGEST : LOGITS));
                assertThat(agreement)
                        .as("%s: share of voxels alike", one)
                        .isGreaterThanOrEqualTo(half ? HALF_AGREEMENT : 0);
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("postProcessedCases")
    void postProcessedLabelmap(NnunetCase one) throws Exception {
        Volume before = theirs(one).labels("labelmap");
        Volume after = theirs(one).labels("postprocessed");
        Volume ours = ours(one).postProcessed().labels();
        long removed = 0;
        long different = 0;
        for (long v = 0; v < after.grid().count(); v++) {
            removed += after.voxels().get(v) == before.voxels().get(v) ? 0 : 1;
            different += after.voxels().get(v) == ours.voxels().get(v) ? 0 : 1;
        }
        System.out.printf("%s: %d voxels removed, %d differ%n", one, removed, different);
        assertThat(removed).as("%s: voxels that nnU-Net removes", one).isPositive();
        assertThat(different).as("%s: voxels that differ", one).isZero();
    }

    private static void say(NnunetCase one, String stage, Distance d) {
        System.out.printf("%s: %s %.1e, rms %.1e%n", one, stage, d.largest(), d.rms());
    }
}
