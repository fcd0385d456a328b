package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceTransformTest {

    /** Every distance against every pair, points dense and single, spacings alike and far apart, lines and single planes among them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void agreesWithAllPairs(long seed) {
        Random random = new Random(seed);
        int w = 1 + random.nextInt(40);
        int h = 1 + random.nextInt(seed % 3 == 0 ? 1 : 14);
        int d = 1 + random.nextInt(seed % 4 == 0 ? 1 : 60);
        Vec3 spacing = new Vec3(random.nextDouble(0.3, 2), random.nextDouble(0.3, 2), random.nextDouble(0.3, 7));
        int[] all = IntStream.range(0, w * h * d).toArray();
        int points = seed % 2 == 0 ? 1 : 1 + random.nextInt(w * h * d);
        int[] to = random.ints(points, 0, w * h * d).distinct().sorted().toArray();
        float[] whole = DistanceTransform.squared(to, w, h, d, spacing);
        float[] asked = DistanceTransform.squared(all, to, w, h, d, spacing);
        for (int at : all) {
            double least = Double.POSITIVE_INFINITY;
            for (int p : to) {
                double x = (at % w - p % w) * spacing.x();
                double y = (at / w % h - p / w % h) * spacing.y();
                double z = (at / w / h - p / w / h) * spacing.z();
                least = Math.min(least, x * x + y * y + z * z);
            }
            assertThat((double) whole[at]).as("point %s", at).isBetween(least * (1 - 1e-6), least * (1 + 1e-6));
            assertThat((double) asked[at]).as("point %s", at).isBetween(least * (1 - 1e-6), least * (1 + 1e-6));
        }
    }

    /** Beyond the rows that are looked through one by one. */
    @Test
    void findsWhatLiesFarAway() {
        int[] to = {0};
        int far = 2 * (70 * 70 - 1) + 1;
        float[] found = DistanceTransform.squared(new int[] {0, far}, to, 2, 70, 70, new Vec3(1, 1, 1));
        assertThat(found).containsExactly(0, 1 + 2 * 69 * 69);
    }
}
