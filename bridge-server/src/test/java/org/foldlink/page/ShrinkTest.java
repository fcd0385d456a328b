package org.foldlink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class ShrinkTest {

    @Test
    void theFinestAxisGivesWayFirstSoThickSlicesStay() {
        Grid thick = new Grid(512, 512, 20, Affine.ofSpacing(0.7, 0.7, 6, Vec3.ZERO));
        assertThat(Shrink.to(thick, 1_400_000)).isEqualTo(new Shrink(2, 2, 1));
        assertThat(Shrink.to(thick, thick.count())).isEqualTo(Shrink.NONE);
        assertThat(Shrink.to(new Grid(4, 4, 1, Affine.IDENTITY), 1)).isEqualTo(new Shrink(4, 4, 1));
    }

    /** What a voxel stands for lies where it lay: a field that is linear in RAS stays what it was, on flipped and oblique grids too. */
    @Test
    void voxelsStayWhereTheyAreInSpace() {
        for (Grid grid : new Grid[] {Blocks.permuted(), Blocks.oblique()}) {
            Volume scan = Volume.allocate(grid, VoxelType.FLOAT32);
            Affine a = grid.indexToRas();
            for (int k = 0; k < grid.sizeK(); k++) {
                for (int j = 0; j < grid.sizeJ(); j++) {
                    for (int i = 0; i < grid.sizeI(); i++) {
                        scan.voxels().set(grid.index(i, j, k), linear(a.apply(i, j, k)));
                    }
                }
            }
            Volume less = new Shrink(2, 1, 4).means(scan);
            Grid to = less.grid();
            assertThat(to.sizeI()).isEqualTo(grid.sizeI() / 2);
            assertThat(to.sizeJ()).isEqualTo(grid.sizeJ());
            assertThat(to.sizeK()).isEqualTo(grid.sizeK() / 4);
            for (int n = 0; n < Math.min(to.sizeI(), Math.min(to.sizeJ(), to.sizeK())); n++) {
                assertThat(less.at(n, n, n)).isCloseTo(linear(to.indexToRas().apply(n, n, n)), within(1e-3));
            }
        }
    }

    private static double linear(Vec3 p) {
        return 3 * p.x() - 2 * p.y() + p.z();
    }

    @Test
    void theMeanLeavesOutWhatIsNotFinite() {
        Volume scan = Volume.allocate(new Grid(4, 1, 1, Affine.IDENTITY), VoxelType.FLOAT32);
        double[] values = {1, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY};
        for (int i = 0; i < 4; i++) {
            scan.voxels().set(i, values[i]);
        }
        Volume less = new Shrink(2, 1, 1).means(scan);
        assertThat(less.at(0, 0, 0)).isEqualTo(1);
        assertThat(less.at(1, 0, 0)).isNaN();
    }

    @Test
    void aBlockHasTheLabelOfMostOfItsVoxelsAndOfEqualsTheHigher() {
        Volume labels = Volume.allocate(new Grid(5, 2, 1, Affine.IDENTITY), VoxelType.UINT16);
        int[] values = {0, 300, 7, 0, 9, 300, 0, 7, 7, 0};
        for (int v = 0; v < values.length; v++) {
            labels.voxels().set(v, values[v]);
        }
        Volume less = new Shrink(2, 2, 1).majority(labels);
        assertThat(less.type()).isEqualTo(VoxelType.UINT16);
        assertThat(less.at(0, 0, 0)).isEqualTo(300);
        assertThat(less.at(1, 0, 0)).isEqualTo(7);
        assertThat(less.at(2, 0, 0)).isEqualTo(9);
    }
}
