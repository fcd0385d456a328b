package org.foldlink.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.foldlink.inference.NnunetNumbers;
import org.foldlink.models.Resampling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ResamplerTest {

    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    static Tensor tensor(int channels, int[] shape, double[] values) {
        Tensor t = Tensor.allocate(channels, shape[0], shape[1], shape[2]);
        int area = shape[1] * shape[2];
        for (int v = 0; v < values.length; v++) {
            t.slice(v / (area * shape[0]), v / area % shape[0])[v % area] = (float) values[v];
        }
        return t;
    }

    private static Resampling how(JsonNode c) {
        JsonNode force = c.get("force_separate_z");
        return new Resampling(
                c.get("order").intValue(),
                c.get("order_z").intValue(),
                force.isNull() ? Optional.empty() : Optional.of(force.booleanValue()));
    }

    @Test
    void resamplesAsNnunetDoes() throws Exception {
        for (JsonNode c : NnunetNumbers.get("resampling")) {
            int[] shape = NnunetNumbers.ints(c.get("shape"));
            double[] current = NnunetNumbers.doubles(c.get("current"));
            double[] target = NnunetNumbers.doubles(c.get("target"));
            int[] to = Resampler.newShape(shape, current, target);
            assertThat(to).containsExactly(NnunetNumbers.ints(c.get("to")));
            Tensor result = new Resampler(WORKERS, () -> false)
                    .resample(tensor(1, shape, NnunetNumbers.doubles(c.get("data"))), to, how(c), current, target);
            double[] expected = NnunetNumbers.doubles(c.get("result"));
            int area = to[1] * to[2];
            for (int v = 0; v < expected.length; v++) {
                assertThat((double) result.slice(0, v / area)[v % area])
                        .as("value %d of %s", v, c.get("current"))
                        .isCloseTo(expected[v], Offset.offset(2e-6));
            }
        }
    }

    @Test
    void shapesAreRoundedHalfToEven() throws Exception {
        for (JsonNode c : NnunetNumbers.get("shapes")) {
            assertThat(Resampler.newShape(
                            NnunetNumbers.ints(c.get("shape")),
                            NnunetNumbers.doubles(c.get("current")),
                            NnunetNumbers.doubles(c.get("target"))))
                    .containsExactly(NnunetNumbers.ints(c.get("to")));
        }
    }

    @Test
    void theAxisOfLowestResolutionIsApartAboveAnAnisotropyOfThree() throws Exception {
        Resampling automatic = new Resampling(3, 0, Optional.empty());
        for (JsonNode c : NnunetNumbers.get("apart")) {
            assertThat(Resampler.separateAxis(
                            automatic, NnunetNumbers.doubles(c.get("current")), NnunetNumbers.doubles(c.get("target"))))
                    .as("%s", c)
                    .isEqualTo(c.get("axis").intValue());
        }
    }

    @Test
    void aPolynomialOfDegreeThreeIsReproducedInTheMiddle() {
        Random random = new Random(3);
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        double[] values = new double[64];
        for (int i = 0; i < 64; i++) {
            double x = (i - 32) / 16.0;
            values[i] = a * x * x * x + b * x;
        }
        double[] one = {1, 1, 1};
        double[] fine = {1, 1, 0.4};
        int[] to = Resampler.newShape(new int[] {1, 1, 64}, one, fine);
        Tensor result = new Resampler(WORKERS, () -> false)
                .resample(
                        tensor(1, new int[] {1, 1, 64}, values),
                        to,
                        new Resampling(3, 0, Optional.of(false)),
                        one,
                        fine);
        for (int o = 60; o < 100; o++) {
            double x = ((o + 0.5) * 64 / to[2] - 0.5 - 32) / 16;
            assertThat((double) result.at(0, 0, 0, o)).isCloseTo(a * x * x * x + b * x, Offset.offset(2e-6));
        }
    }
}
