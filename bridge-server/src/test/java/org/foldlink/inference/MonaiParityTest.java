package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foldlink.parity.Differences;
import org.foldlink.parity.Differences.Distance;
import org.foldlink.parity.MonaiCase;
import org.foldlink.parity.Npy;
import org.foldlink.parity.ParitySuite;
import org.foldlink.parity.ReferenceCase;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine beside MONAI itself, with the same weights: every case stage by stage, so that a difference names its stage. Gates: preprocessed
 * within 1e-4; each fold's logits and the mean of the activated values within 5e-3; every voxel whose label differs has a margin within twice
 * that gate.
 */
@Tag("peers")
class MonaiParityTest {

    private static final double PREPROCESSED = 1e-4;
    private static final double OUTPUT = 5e-3;

    private static final Map<MonaiCase, MonaiStages> STAGES = new HashMap<>();

    static List<MonaiCase> segmentations() {
        return ParitySuite.get().monaiCases().stream()
                .filter(c -> !c.classification())
                .toList();
    }

    static List<MonaiCase> classifications() {
        return ParitySuite.get().monaiCases().stream()
                .filter(MonaiCase::classification)
                .toList();
    }

    @AfterAll
    static void forget() {
        STAGES.clear();
    }

    private static MonaiStages ours(MonaiCase one) throws Exception {
        MonaiStages stages = STAGES.get(one);
        if (stages == null) {
            stages = new MonaiStages(one.model(), one.inputs());
            STAGES.put(one, stages);
        }
        return stages;
    }

    private static ReferenceCase theirs(MonaiCase one) {
        return ParitySuite.get().reference(one.name());
    }

    @ParameterizedTest(allowZeroInvocations = true) // a filter may leave none
    @MethodSource("segmentations")
    void preprocessedImage(MonaiCase one) throws Exception {
        Distance d = Differences.of(ours(one).preprocessed(), 1, theirs(one).array("preprocessed"));
        say(one, "preprocessed", d);
        assertThat(d.largest()).as("preprocessed").isLessThanOrEqualTo(PREPROCESSED);
    }

    @ParameterizedTest(allowZeroInvocations = true) // a filter may leave none
    @MethodSource("segmentations")
    void logitsOfEachFold(MonaiCase one) throws Exception {
        List<Tensor> folds = ours(one).foldLogits();
        for (int k = 0; k < folds.size(); k++) {
            Distance d = Differences.of(folds.get(k), 1, theirs(one).array("logits_" + k));
            say(one, "logits of fold " + k, d);
            assertThat(d.largest()).as("logits of fold %d", k).isLessThanOrEqualTo(OUTPUT);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true) // a filter may leave none
    @MethodSource("segmentations")
    void meanOfTheActivatedValues(MonaiCase one) throws Exception {
        MonaiStages stages = ours(one);
        Distance d = Differences.of(
                stages.sum(), stages.foldLogits().size(), theirs(one).array("activated"));
        say(one, "activated", d);
        assertThat(d.largest()).as("activated").isLessThanOrEqualTo(OUTPUT);
    }

    @ParameterizedTest(allowZeroInvocations = true) // a filter may leave none
    @MethodSource("segmentations")
    void labelmap(MonaiCase one) throws Exception {
        var ours = ours(one).labels();
        AxisMap stored = AxisMap.of(ours.grid(), new int[] {0, 1, 2}, new boolean[3]);
        var labels = Differences.labels(
                ours, theirs(one).labels("labelmap"), stored, theirs(one).array("margin"));
        System.out.printf(
                "%s: %d of %d voxels differ, margin %.1e, %s%n",
                one, labels.differing(), labels.voxels(), labels.widestMargin(), labels.dice());
        assertThat(labels.dice()).as("structures to compare").isNotEmpty();
        assertThat(labels.widestMargin()).as("margin of a differing voxel").isLessThanOrEqualTo(2 * OUTPUT);
    }

    @ParameterizedTest(allowZeroInvocations = true) // a filter may leave none
    @MethodSource("classifications")
    void answer(MonaiCase one) throws Exception {
        Classification ours = MonaiStages.classify(one.model(), one.inputs());
        ReferenceCase theirs = theirs(one);
        Npy activated = theirs.array("activated");
        int heads = activated.count();
        for (Classification.Fold fold : ours.folds()) {
            Npy logits = theirs.array("logits_" + fold.fold());
            assertThat(logits.count()).isEqualTo(heads);
            for (int h = 0; h < heads; h++) {
                assertThat(fold.logits().get(h))
                        .as("logit %d of fold %d", h, fold.fold())
                        .isCloseTo((double) logits.at(h), within(OUTPUT));
            }
        }
        for (int h = 0; h < heads; h++) {
            double probability = ours.probabilities().get(heads == 1 ? 1 : h);
            assertThat(probability).as("probability").isCloseTo(activated.at(h), within(OUTPUT));
        }
        System.out.printf("%s: %s, logits %s%n", one, ours.name(), ours.logits());
        assertThat(ours.label()).isEqualTo(theirs.told().get("label").asInt());
        assertThat(ours.folds()).hasSize(2);
    }

    private static void say(MonaiCase one, String stage, Distance d) {
        System.out.printf("%s: %s %.1e, rms %.1e%n", one, stage, d.largest(), d.rms());
    }
}
