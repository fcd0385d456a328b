package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

    @Test
    void tilesLieWhereNnunetPutsThem() throws Exception {
        for (JsonNode c : NnunetNumbers.get("steps")) {
            assertThat(Tiles.starts(c.get("size").intValue(), c.get("patch").intValue()))
                    .as("%s", c)
                    .containsExactly(NnunetNumbers.ints(c.get("starts")));
        }
    }

    @Test
    void aVolumeBelowThePatchIsCentredWithTheOddVoxelAbove() {
        assertThat(Tiles.starts(8, 8)).containsExactly(0);
        assertThat(Tiles.starts(7, 8)).containsExactly(0);
        assertThat(Tiles.starts(6, 8)).containsExactly(-1);
        assertThat(Tiles.starts(1, 8)).containsExactly(-3);
        assertThat(Tiles.count(new int[] {9, 4, 37}, new int[] {8, 8, 8})).isEqualTo(2 * 9);
    }

    @Test
    void theImportanceMapHasNnunetsHalfPrecisionValues() throws Exception {
        for (JsonNode c : NnunetNumbers.get("gaussians")) {
            int[] patch = NnunetNumbers.ints(c.get("patch"));
            float[] map = ImportanceMap.of(patch[0], patch[1], patch[2]);
            double[] expected = NnunetNumbers.doubles(c.get("map"));
            assertThat(map).hasSize(expected.length);
            for (int i = 0; i < map.length; i++) {
                assertThat(map[i])
                        .as("value %d of %s", i, Arrays.toString(patch))
                        .isEqualTo((float) expected[i]);
            }
        }
    }

    @Test
    void roundingToHalfPrecisionIsToTheNearestAndTiesToEven() {
        assertThat(ImportanceMap.toHalf(10)).isEqualTo(10f);
        assertThat(ImportanceMap.toHalf(1 + 0x1p-11f)).isEqualTo(1f);
        assertThat(ImportanceMap.toHalf(1 + 0x3p-11f)).isEqualTo(1 + 0x1p-9f);
        assertThat(ImportanceMap.toHalf(1.9999f)).isEqualTo(2f);
        assertThat(ImportanceMap.toHalf(0x1p-14f)).isEqualTo(0x1p-14f);
        assertThat(ImportanceMap.toHalf(0x1.8p-24f)).isEqualTo(0x1p-23f);
        assertThat(ImportanceMap.toHalf(0x1p-25f)).isZero();
        assertThat(ImportanceMap.toHalf(0x1.01p-25f)).isEqualTo(0x1p-24f);
    }

    @Test
    void mirroringTakesEverySubsetOfTheAxes() {
        assertThat(Tiling.flips(List.of())).hasSize(1);
        assertThat(Tiling.flips(List.of(0, 2)).stream().map(Arrays::toString))
                .containsExactly(
                        "[false, false, false]", "[false, false, true]", "[true, false, false]", "[true, false, true]");
        assertThat(Tiling.flips(List.of(0, 1, 2))).hasSize(8);
    }
}
