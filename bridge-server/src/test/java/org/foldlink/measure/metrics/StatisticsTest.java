package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void summariesByHand() {
        Summary s = Summary.of(new double[] {3, Double.NaN, 1, 2, 6}, Bootstrap.DEFAULT);
        assertThat(s.n()).isEqualTo(4);
        assertThat(s.mean()).isEqualTo(3);
        assertThat(s.sd()).isCloseTo(Math.sqrt(14.0 / 3), within(1e-12));
        assertThat(s.median()).isEqualTo(2.5);
        assertThat(s.q1()).isEqualTo(1.75);
        assertThat(s.q3()).isEqualTo(3.75);
        assertThat(s.interval().low()).isBetween(1.0, 2.0);
        assertThat(s.interval().high()).isBetween(4.0, 6.0);
    }

    @Test
    void oneCaseHasNoSpread() {
        Summary s = Summary.of(new double[] {0.5}, Bootstrap.DEFAULT);
        assertThat(s.mean()).isEqualTo(0.5);
        assertThat(s.sd()).isNaN();
        assertThat(s.interval()).isEqualTo(Interval.NONE);
        assertThat(Summary.of(new double[0], Bootstrap.DEFAULT).mean()).isNaN();
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        double[] values = {0.1, 0.4, 0.7, 0.8, 0.95};
        Interval one = new Bootstrap(1000, 5, 0.95).ofMean(values);
        assertThat(new Bootstrap(1000, 5, 0.95).ofMean(values)).isEqualTo(one);
        assertThat(new Bootstrap(1000, 6, 0.95).ofMean(values)).isNotEqualTo(one);
        assertThatThrownBy(() -> new Bootstrap(10, 1, 0.95)).hasMessage("resamples = 10 (expected 100 or more)");
    }

    @Test
    void signedRanksByHand() {
        // All five positive: 2 of the 32 signs are as far out.
        SignedRank all = SignedRank.of(new double[] {1, 2, 3, 4, 5});
        assertThat(all).isEqualTo(new SignedRank(5, 0, 2 / 32.0, true));
        // Zeros go; of 1, 1, 2 with signs + − +, ranks 1.5, 1.5, 3: the lesser sum is 1.5, reached or undercut by 3 of
        // 8 signs.
        SignedRank tied = SignedRank.of(new double[] {0, 1, -1, 2, 0});
        assertThat(tied).isEqualTo(new SignedRank(3, 1.5, 6 / 8.0, true));
        assertThat(SignedRank.of(new double[] {0, 0}).p()).isNaN();
    }

    @Test
    void areaUnderTheCurveByHand() {
        double[] p = {0.9, 0.8, 0.4, 0.4, 0.1};
        boolean[] truth = {true, false, true, false, false};
        BinaryScores s = BinaryScores.of(p, truth, 0.4, 0.95);
        // Of six pairs four and a half are in order.
        assertThat(s.auc()).isCloseTo(4.5 / 6, within(1e-12));
        assertThat(s.truePositives()).isEqualTo(2);
        assertThat(s.falsePositives()).isEqualTo(2);
        assertThat(s.trueNegatives()).isEqualTo(1);
        assertThat(s.falseNegatives()).isZero();
        assertThat(s.accuracy()).isEqualTo(0.6);
        assertThat(s.specificity()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(s.reliability()).hasSize(4);
        BinaryScores one = BinaryScores.of(new double[] {0.2, 0.7}, new boolean[] {true, true}, 0.5, 0.95);
        assertThat(one.auc()).isNaN();
        assertThat(one.aucInterval()).isEqualTo(Interval.NONE);
        assertThat(one.specificity()).isNaN();
    }

    @Test
    void normalTailsByTable() {
        assertThat(Normal.below(0)).isEqualTo(0.5);
        assertThat(Normal.below(-1.959963984540054)).isCloseTo(0.025, within(1e-15));
        assertThat(Normal.below(-6)).isCloseTo(9.86587645037698e-10, within(1e-22));
        assertThat(Normal.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-12));
    }
}
