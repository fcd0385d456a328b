package org.foldlink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void sharesEndAtOneAndBeginBelowTheLeast() {
        Axis axis = Axis.around(new double[] {0.86, Double.NaN, 0.93}, 1);
        assertThat(axis.low()).isBetween(0.8, 0.86);
        assertThat(axis.high()).isEqualTo(1);
        assertThat(axis.share(1)).isEqualTo(1);
        assertThat(axis.ticks()).hasSizeBetween(3, 8);
    }

    @Test
    void distancesBeginAtZero() {
        Axis axis = Axis.around(new double[] {2, 7.3}, Double.NaN);
        assertThat(axis.low()).isZero();
        assertThat(axis.high()).isGreaterThanOrEqualTo(7.3);
        assertThat(Axis.around(new double[] {0, 0}, Double.NaN).high()).isPositive();
        assertThat(Axis.around(new double[] {1, 1}, 1).share(1)).isFinite();
    }
}
