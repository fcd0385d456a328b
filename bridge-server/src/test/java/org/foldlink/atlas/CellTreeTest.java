package org.foldlink.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.foldlink.components.LabelRuns;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** Against a look at each voxel, in RAS mm. */
class CellTreeTest {

    @Test
    void measuresToTheNearestCellOnGridsOfAllKinds() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            for (Grid grid : Grids.of(seed)) {
                Volume labels = Volume.allocate(grid, VoxelType.UINT8);
                labels.voxels().set(random.nextLong(grid.count()), 1);
                for (long n = 0; n < grid.count(); n++) {
                    if (random.nextInt(4) == 0) {
                        labels.voxels().set(n, 1);
                    }
                }
                CellTree tree = new CellTree(LabelRuns.of(labels).all(1), grid);
                Affine index = grid.indexToRas().inverse();
                for (int q = 0; q < 20; q++) {
                    Vec3 p = grid.centre()
                            .plus(new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
                                    .times(15));
                    Vec3 i = index.apply(p);
                    double expected = plain(labels, p);
                    assertThat(Math.sqrt(tree.squared(i.x(), i.y(), i.z(), 1e9)))
                            .isCloseTo(expected, within(1e-9));
                    double bound = expected * expected / 2;
                    assertThat(tree.squared(i.x(), i.y(), i.z(), bound)).isLessThanOrEqualTo(bound);
                }
            }
        }
    }

    /** A cell as its centre and half axes in RAS. */
    private static double plain(Volume labels, Vec3 p) {
        Grid g = labels.grid();
        Vec3[] step = {g.indexToRas().i(), g.indexToRas().j(), g.indexToRas().k()};
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) == 0) {
                        continue;
                    }
                    Vec3 d = p.minus(g.indexToRas().apply(i, j, k));
                    double sum = 0;
                    for (Vec3 s : step) {
                        double off = Math.max(0, Math.abs(d.dot(s.unit())) - s.norm() / 2);
                        sum += off * off;
                    }
                    least = Math.min(least, Math.sqrt(sum));
                }
            }
        }
        return least;
    }
}
