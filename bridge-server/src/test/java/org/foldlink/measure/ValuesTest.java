package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    private static Intensity of(double... values) {
        Values all = new Values();
        Arrays.stream(values).forEach(all::add);
        return all.statistics();
    }

    @Test
    void percentilesLieBetweenValues() {
        Intensity i = of(4, 1, 3, 2);
        assertThat(i.mean()).isEqualTo(2.5);
        assertThat(i.sd()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-12));
        assertThat(i.p25()).isEqualTo(1.75);
        assertThat(i.median()).isEqualTo(2.5);
        assertThat(i.p95()).isCloseTo(3.85, within(1e-12));
        assertThat(of(7.5)).isEqualTo(new Intensity(1, 0, 7.5, 0, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5));
    }

    @Test
    void whatIsNotFiniteIsCountedApart() {
        Intensity i = of(Double.NaN, 3, Double.POSITIVE_INFINITY, 5);
        assertThat(i.voxels()).isEqualTo(2);
        assertThat(i.notFinite()).isEqualTo(2);
        assertThat(i.mean()).isEqualTo(4);
        assertThat(of(Double.NaN).max()).isNaN();
    }

    /** Counted, listed, or first the one and then the other: the same figures, in whatever order and portions they come. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void orderAndPortionsChangeNothing(long seed) {
        Random random = new Random(seed);
        double[] values = new double[500];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch ((int) (seed % 4)) {
                case 0 -> random.nextInt(-1024, 3072);
                case 1 -> random.nextInt(-70_000, 70_000);
                case 2 -> i < 400 ? random.nextInt(50) : random.nextGaussian();
                default -> random.nextInt(30) == 0 ? 1e9 * random.nextInt(5) : random.nextInt(100);
            };
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        Intensity straight = of(values);
        assertThat(of(sorted)).isEqualTo(straight);
        Values all = new Values();
        for (int from = values.length - 50; from >= 0; from -= 50) {
            Values portion = new Values();
            Arrays.stream(values, from, from + 50).forEach(portion::add);
            all.addAll(portion);
        }
        assertThat(all.statistics()).isEqualTo(straight);
        assertThat(straight.min()).isEqualTo(sorted[0]);
        assertThat(straight.max()).isEqualTo(sorted[499]);
        assertThat(straight.median()).isCloseTo((sorted[249] + sorted[250]) / 2, within(1e-9));
    }
}
