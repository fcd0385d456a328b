package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.foldlink.models.MonaiInferer;
import org.junit.jupiter.api.Test;

class MonaiTilingTest {

    @Test
    void tilesAreAnIntervalApartAndTheLastIsShiftedBack() {
        assertThat(MonaiTiling.starts(100, 96, 0.25)).containsExactly(0, 4);
        assertThat(MonaiTiling.starts(192, 96, 0)).containsExactly(0, 96);
        assertThat(MonaiTiling.starts(193, 96, 0)).containsExactly(0, 96, 97);
        assertThat(MonaiTiling.starts(200, 96, 0.5)).containsExactly(0, 48, 96, 104);
        assertThat(MonaiTiling.starts(50, 16, 0.3)).containsExactly(0, 11, 22, 33, 34);
        assertThat(MonaiTiling.starts(5, 2, 0.9)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aSmallVolumeLiesInTheMiddleOfItsTile() {
        assertThat(MonaiTiling.starts(96, 96, 0.5)).containsExactly(0);
        assertThat(MonaiTiling.starts(91, 96, 0.5)).containsExactly(-2);
    }

    @Test
    void theGaussianIsAboutTheMiddleAndNowhereBelowAThousandth() {
        var window = new MonaiInferer.SlidingWindow(
                List.of(4, 1, 9), List.of(0.0, 0.0, 0.0), true, List.of(0.5, 0.125, 0.1));
        float[] map = MonaiTiling.of(window, new int[] {4, 1, 9}).importance();
        assertThat(map[9 + 4]).isCloseTo((float) Math.exp(-0.25 / 8), within(1e-6f));
        assertThat(map[9 + 5]).isCloseTo((float) Math.exp(-0.25 / 8 - 1 / (2 * 0.9 * 0.9)), within(1e-6f));
        assertThat(map[9 + 2]).isEqualTo(map[2 * 9 + 6]);
        assertThat(map[0]).isEqualTo(1e-3f);
    }

    @Test
    void constantWeighsAllAlike() {
        var window = new MonaiInferer.SlidingWindow(
                List.of(2, 2, 2), List.of(0.5, 0.5, 0.5), false, List.of(0.125, 0.125, 0.125));
        Tiling tiling = MonaiTiling.of(window, new int[] {3, 2, 4});
        assertThat(tiling.importance()).containsOnly(1);
        assertThat(tiling.tiles()).isEqualTo(2 * 3);
        assertThat(tiling.flips()).hasSize(1);
    }
}
