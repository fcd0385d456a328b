package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.foldlink.geometry.Vec3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CroftonTest {

    /** Those of cubes' neighbours along an edge, across a face and across the cube, of both ends: ITK's. */
    private static final double EDGE = 2 * 0.04577789120476;

    private static final double FACE = 2 * 0.03698062787608;
    private static final double BODY = 2 * 0.03519563978232;

    /** ITK takes these on every grid. */
    static final double[] CUBES = {EDGE, FACE, EDGE, FACE, BODY, FACE, BODY, FACE, EDGE, FACE, BODY, FACE, BODY};

    @Test
    void theSharesOfCubesAreKnown() {
        assertThat(Crofton.shares(new Vec3(1, 1, 1))).containsExactly(CUBES, within(1e-12));
        assertThat(Crofton.shares(new Vec3(0.7, 0.7, 0.7))).containsExactly(CUBES, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "0.5, 0.5, 5", "3, 1, 2", "0.7, 0.8, 0.9", "10, 0.1, 1"})
    void theSharesOfAllDirectionsAreTheSphere(double x, double y, double z) {
        double sum = 0;
        for (double share : Crofton.shares(new Vec3(x, y, z))) {
            assertThat(share).isPositive();
            sum += share;
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
    }
}
