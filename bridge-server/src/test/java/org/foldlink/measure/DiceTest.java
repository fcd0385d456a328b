package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class DiceTest {

    private static final Grid LINE = new Grid(6, 1, 1, Affine.IDENTITY);

    private static Volume line(int... values) {
        Volume v = Volume.allocate(LINE, VoxelType.UINT8);
        for (int i = 0; i < values.length; i++) {
            v.voxels().set(i, values[i]);
        }
        return v;
    }

    @Test
    void twiceTheCommonOverTheSum() {
        Volume a = line(1, 1, 1, 2, 0, 0);
        Volume b = line(0, 1, 1, 1, 2, 0);
        assertThat(Dice.of(a, b, 1)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(Dice.of(a, b, 2)).isZero();
        assertThat(Dice.of(a, a, 1)).isEqualTo(1);
        assertThat(Dice.of(a, b, 3)).isNaN();
    }

    @Test
    void refusesDifferentGrids() {
        Volume a = line();
        Volume moved =
                Volume.allocate(new Grid(6, 1, 1, Affine.ofSpacing(1, 1, 1, new Vec3(0, 0, 0.5))), VoxelType.UINT8);
        assertThatThrownBy(() -> Dice.of(a, moved, 1))
                .hasMessage("the labelmaps lie on different grids, 6 x 1 x 1 and 6 x 1 x 1 "
                        + "(expected the same size and place within 0.01 mm)");
    }
}
