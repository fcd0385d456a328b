package org.foldlink.atlas.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class CellsTest {

    private static final List<Grid> GRIDS = List.of(
            new Grid(13, 10, 9, Affine.ofSpacing(1, 1, 1, new Vec3(3, 4, 5))),
            new Grid(40, 30, 5, Affine.ofSpacing(0.5, 0.7, 6, new Vec3(-9, 4, 5))),
            new Grid(12, 11, 10, new Affine(new Vec3(0, -1, 0), new Vec3(0, 0, 1.2), new Vec3(-0.9, 0, 0), Vec3.ZERO)),
            Grid.ofCentre(
                    12,
                    14,
                    10,
                    new Vec3(0.8, 0.6, 0),
                    new Vec3(-0.6, 0.8, 0),
                    new Vec3(0, 0, -1.1),
                    new Vec3(50, 0, 0)),
            new Grid(20, 20, 1, Affine.ofSpacing(1, 1, 5, Vec3.ZERO)));

    /** Linear in RAS, so that a mean over a block is the value at the block's centre. */
    private static double ramp(Vec3 p) {
        return 2 * p.x() - 3 * p.y() + 5 * p.z() + 700;
    }

    private static Volume ramp(Grid g) {
        Volume v = Volume.allocate(g, VoxelType.FLOAT32);
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    v.voxels().set(g.index(i, j, k), ramp(g.indexToRas().apply(i, j, k)));
                }
            }
        }
        return v;
    }

    @Test
    void cellsLieWhereTheirVoxelsWere() {
        for (Grid g : GRIDS) {
            Cells fine = Cells.of(ramp(g), Optional.empty(), 2);
            for (Cells cells : List.of(fine, fine.coarser(4))) {
                for (int c = 0; c < cells.values().length; c++) {
                    assertThat((double) cells.values()[c]).isCloseTo(ramp(cells.centre(c)), within(1e-3));
                }
            }
        }
    }

    @Test
    void betweenCellsTheRampIsTheRampOnEveryGrid() {
        for (Grid g : GRIDS) {
            Cells cells = Cells.of(ramp(g), Optional.empty(), 1);
            Probe probe = new Probe(cells);
            Vec3 p = g.centre();
            Vec3 at = probe.rasToIndex().apply(p);
            float[] slope = new float[3];
            float v = probe.at((float) at.x(), (float) at.y(), (float) at.z(), slope, 0);
            assertThat((double) v).isCloseTo(ramp(p), within(1e-2));
            assertThat(probe.at((float) at.x(), (float) at.y(), (float) at.z())).isEqualTo(v);
            Affine m = cells.grid().indexToRas();
            assertThat((double) slope[0]).isCloseTo(ramp(m.i()) - 700, within(1e-2));
            assertThat((double) slope[1]).isCloseTo(ramp(m.j()) - 700, within(1e-2));
            double across = g.sizeK() == 1 ? 0 : ramp(m.k()) - 700;
            assertThat((double) slope[2]).isCloseTo(across, within(1e-2));
        }
    }

    @Test
    void halfOfACellMustBeKnown() {
        Grid g = new Grid(4, 2, 2, Affine.ofSpacing(1, 1, 1, Vec3.ZERO));
        Volume image = Volume.allocate(g, VoxelType.FLOAT32);
        Volume mask = Volume.allocate(g, VoxelType.UINT8);
        for (int n = 0; n < 16; n++) {
            image.voxels().set(n, n % 4 < 2 ? 10.0 : 20.0);
        }
        image.voxels().set(0, Double.NaN);
        image.voxels().set(1, Double.POSITIVE_INFINITY);
        mask.voxels().set(4, 1);
        mask.voxels().set(5, 4);
        mask.voxels().set(2, 1);
        Cells half = Cells.of(image, Optional.of(mask), 2);
        assertThat(half.values()).containsExactly(10, 20);
        mask.voxels().set(8, 1);
        Cells less = Cells.of(image, Optional.of(mask), 2);
        assertThat(less.values()[0]).isNaN();
        assertThat(less.values()[1]).isEqualTo(20);
        assertThat(less.range(0, 1)).containsExactly(20, 20);
    }

    @Test
    void beyondAFaceOfBackgroundIsBackgroundBeyondAnyOtherNothingIsKnown() {
        Grid g = new Grid(9, 9, 9, Affine.ofSpacing(4, 4, 4, Vec3.ZERO));
        float[] values = new float[729];
        for (int c = 0; c < values.length; c++) {
            int i = c % 9;
            values[c] = i < 4 ? 0 : c % 7 / 7f;
        }
        Probe probe = new Probe(new Cells(g, values));
        assertThat(probe.at(-30, 4, 4)).isZero();
        assertThat(probe.at(8.4f, 4, 4)).isNotNaN();
        assertThat(probe.at(8.6f, 4, 4)).isNaN();
        assertThat(probe.at(4, -0.6f, 4)).isNaN();
    }
}
