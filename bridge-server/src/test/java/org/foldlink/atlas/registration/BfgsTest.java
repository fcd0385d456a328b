package org.foldlink.atlas.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BfgsTest {

    @Test
    void aValleyThatIsBent() {
        double[] p = {-1.2, 1};
        double least = Bfgs.minimise(
                (x, g) -> {
                    double a = 1 - x[0];
                    double b = x[1] - x[0] * x[0];
                    g[0] = -2 * a - 400 * x[0] * b;
                    g[1] = 200 * b;
                    return a * a + 100 * b * b;
                },
                p,
                0.5,
                1e-9,
                500);
        assertThat(least).isLessThan(1e-8);
        assertThat(p[0]).isCloseTo(1, within(1e-3));
        assertThat(p[1]).isCloseTo(1, within(2e-3));
    }

    @Test
    void aPlainWithoutSlopeEndsAtOnce() {
        double[] p = {3, 4};
        double least = Bfgs.minimise((x, g) -> 7, p, 1, 1e-3, 50);
        assertThat(least).isEqualTo(7);
        assertThat(p).containsExactly(3, 4);
    }
}
