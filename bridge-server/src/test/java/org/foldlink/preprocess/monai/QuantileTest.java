package org.foldlink.preprocess.monai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantileTest {

    @Test
    void isThatOfTheSortedValues() {
        Random random = new Random(9);
        for (int round = 0; round < 100; round++) {
            float[] a = new float[1 + random.nextInt(60)];
            float[] b = new float[random.nextInt(60)];
            for (float[] slice : List.of(a, b)) {
                for (int i = 0; i < slice.length; i++) {
                    slice[i] = random.nextInt(4) == 0 ? random.nextInt(5) - 2 : (float) (1000 * random.nextGaussian());
                }
            }
            float[] sorted = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, sorted, a.length, b.length);
            Arrays.sort(sorted);
            double percent = round == 0 ? 0 : round == 1 ? 100 : 100 * random.nextDouble();
            double rank = percent / 100 * (sorted.length - 1);
            int lower = (int) rank;
            double upper = sorted[Math.min(lower + 1, sorted.length - 1)];
            float expected = (float) (sorted[lower] + (upper - sorted[lower]) * (rank - lower));
            assertThat(new Quantile(List.of(a, b)).percentile(percent)).isEqualTo(expected);
        }
    }
}
