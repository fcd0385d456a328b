package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.foldlink.models.Label;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.NnunetPlans;
import org.foldlink.models.Normalization;
import org.foldlink.models.ReaderOrientation;
import org.foldlink.models.Resampling;
import org.foldlink.models.Task;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class LabelRuleTest {

    private static LabelRule rule(int heads, List<Integer> regions) {
        Resampling linear = new Resampling(1, 0, Optional.empty());
        return LabelRule.of(new NnunetPlans(
                "3d_fullres",
                List.of(0, 1, 2),
                List.of(0, 1, 2),
                List.of(1.0, 1.0, 1.0),
                List.of(4, 4, 4),
                List.of(new Normalization.None()),
                linear,
                linear,
                ReaderOrientation.AS_STORED,
                List.of(),
                heads,
                regions,
                List.of(),
                Optional.empty()));
    }

    private static char[] decide(LabelRule rule, float[][] logits) {
        char[] labels = new char[logits[0].length];
        rule.decide(logits, labels.length, 0, new float[labels.length], labels);
        return labels;
    }

    @Test
    void theHighestLogitWinsAndTheFirstOfEquals() {
        float[][] logits = {{1, 0, -3, 2}, {1, 5, -2, 2}, {1, 4, -1, 3}};
        assertThat(decide(rule(3, List.of()), logits)).containsExactly((char) 0, (char) 1, (char) 2, (char) 2);
    }

    /** 100 where every head is as likely, 0 where one is certain, the definition's own value between them. */
    @Test
    void entropyIsInPercentOfItsLargestValue() {
        Random random = new Random(5);
        for (int heads = 2; heads <= 20; heads += 3) {
            float[][] logits = new float[heads][3];
            float[] p = new float[heads];
            double sum = 0;
            for (int h = 0; h < heads; h++) {
                p[h] = 0.01f + random.nextFloat();
                sum += p[h];
            }
            double entropy = 0;
            float shift = (float) (20 * random.nextGaussian());
            for (int h = 0; h < heads; h++) {
                double q = p[h] / sum;
                entropy -= q * Math.log(q);
                logits[h][0] = shift;
                logits[h][1] = h == heads - 1 ? 200 : 0;
                logits[h][2] = (float) Math.log(q) + shift;
            }
            byte[] percent = new byte[3];
            rule(heads, List.of()).entropy(logits, 3, Activation.NONE, percent);
            assertThat(percent[0]).isEqualTo((byte) 100);
            assertThat(percent[1]).isZero();
            assertThat((double) percent[2]).isCloseTo(100 * entropy / Math.log(heads), Offset.offset(0.51));
        }
    }

    @Test
    void ofRegionsItIsTheMeanOfTheirOwn() {
        float[][] logits = {{0, 200, 0}, {0, -200, -200}, {0, 200, 200}, {0, 200, 0}};
        byte[] percent = new byte[3];
        rule(4, List.of(1, 2, 3, 4)).entropy(logits, 3, Activation.NONE, percent);
        assertThat(percent).containsExactly(100, 0, 50);
    }

    @Test
    void regionsOverwriteInTheirOrder() {
        float[][] logits = {{-1, 1, 1, 0}, {-1, -1, 2, 0}, {3, -1, -1, 0}};
        assertThat(decide(rule(3, List.of(2, 1, 3)), logits)).containsExactly((char) 3, (char) 2, (char) 1, (char) 0);
    }

    @Test
    void labelsBeyond255KeepTheirValue() {
        float[][] logits = new float[301][2];
        logits[300][0] = 1;
        logits[255][1] = 1;
        assertThat(decide(rule(301, List.of()), logits)).containsExactly((char) 300, (char) 255);
    }

    @Test
    void probabilitiesStayFiniteForLargeLogits() {
        float[][] logits = {{1000, -1000}, {999, 1000}};
        rule(2, List.of()).probabilities(logits, 2, Activation.NONE);
        assertThat((double) logits[0][0]).isCloseTo(1 / (1 + Math.exp(-1)), Offset.offset(1e-7));
        assertThat(logits[1]).containsExactly((float) (Math.exp(-1) / (1 + Math.exp(-1))), 1);
        float[][] regions = {{0, 1000}, {-1000, 2}};
        rule(2, List.of(1, 2)).probabilities(regions, 2, Activation.NONE);
        assertThat(regions[0]).containsExactly(0.5f, 1);
        assertThat(regions[1]).containsExactly(0, (float) (1 / (1 + Math.exp(-2))));
    }

    @Test
    void upTo254LabelsAreBytes() {
        assertThat(EnsembleRun.labelType(model(254), 254)).isEqualTo(VoxelType.UINT8);
        assertThat(EnsembleRun.labelType(model(255), 255)).isEqualTo(VoxelType.UINT16);
        // Three regions over 300 values.
        assertThat(EnsembleRun.labelType(model(3), 300)).isEqualTo(VoxelType.UINT16);
    }

    private static ModelDescriptor model(int labels) {
        List<Label> all = IntStream.rangeClosed(1, labels)
                .mapToObj(v -> new Label(v, "label_" + v, 0, 0, 0, Optional.empty()))
                .toList();
        return new ModelDescriptor(
                "m",
                java.nio.file.Path.of("m"),
                "",
                "",
                Task.SEGMENTATION,
                List.of(),
                all,
                List.of(),
                List.of(),
                List.of(),
                "",
                "",
                "",
                java.util.Map.of(),
                "");
    }
}
