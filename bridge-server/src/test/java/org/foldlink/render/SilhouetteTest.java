package org.foldlink.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SilhouetteTest {

    private static final Vec3 CENTRE = new Vec3(-7, 11, 90);
    private static final double RADIUS = 52;

    static Stream<Grid> grids() {
        Vec3 x = new Vec3(1, 0, 0);
        Vec3 y = new Vec3(0, 1, 0);
        Vec3 z = new Vec3(0, 0, 1);
        double c = Math.cos(0.4);
        double s = Math.sin(0.4);
        return Stream.of(
                grid(x.times(1.5), y.times(2), z.times(3)),
                grid(x.times(-2), y.times(-2), z.times(2)),
                grid(z.times(2), x.times(-3), y.times(1.5)),
                grid(new Vec3(c, s, 0).times(2), new Vec3(-s, c, 0).times(2), z.times(4)));
    }

    private static Grid grid(Vec3 i, Vec3 j, Vec3 k) {
        return Grid.ofCentre((int) (130 / i.norm()), (int) (130 / j.norm()), (int) (130 / k.norm()), i, j, k, CENTRE);
    }

    /** A ball of tissue with a dark hollow of fluid and a bright speck beside it. */
    private static Volume head(Grid grid, double air, double fluid, double tissue) {
        Volume scan = Volume.allocate(grid, VoxelType.INT16);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k).minus(CENTRE);
                    double value = p.norm() < 12 ? fluid : p.norm() < RADIUS ? tissue : air;
                    boolean speck = p.minus(new Vec3(46, 46, 0)).norm() < 3;
                    scan.voxels().set(grid.index(i, j, k), speck ? tissue : value);
                }
            }
        }
        return scan;
    }

    private static double ml(Silhouette s) {
        double n = 0;
        for (long v = 0; v < s.mask().voxels().count(); v++) {
            n += s.mask().voxels().get(v);
        }
        return n * s.mask().grid().voxelVolume() / 1000;
    }

    @ParameterizedTest
    @MethodSource("grids")
    void theHeadIsFoundWholeAndAlone(Grid grid) {
        double ball = 4.0 / 3 * Math.PI * RADIUS * RADIUS * RADIUS / 1000;
        for (double[] values : new double[][] {{0, 0, 900}, {20, 90, 700}, {-1000, 5, 40}}) {
            Silhouette s = Silhouette.of(head(grid, values[0], values[1], values[2]));
            assertThat(ml(s)).isCloseTo(ball, within(0.08 * ball));
            Box box = s.box();
            assertThat(box.centre().minus(CENTRE).norm()).isLessThan(2.5);
            assertThat(box.size().x()).isCloseTo(2 * RADIUS, within(7.0));
            assertThat(box.size().z()).isCloseTo(2 * RADIUS, within(7.0));
        }
    }

    @Test
    void aScanOfOneValueHasNone() {
        Grid grid = grid(new Vec3(2, 0, 0), new Vec3(0, 2, 0), new Vec3(0, 0, 2));
        Silhouette s = Silhouette.of(head(grid, 7, 7, 7));
        assertThat(ml(s)).isZero();
        assertThat(s.box().size().x()).isGreaterThan(130);
    }

    @Test
    void aScanOfNoFiniteValueHasNone() {
        Grid grid = grid(new Vec3(4, 0, 0), new Vec3(0, 4, 0), new Vec3(0, 0, 4));
        Volume scan = Volume.allocate(grid, VoxelType.FLOAT32);
        for (long v = 0; v < grid.count(); v++) {
            scan.voxels().set(v, Double.NaN);
        }
        assertThat(ml(Silhouette.of(scan))).isZero();
    }
}
