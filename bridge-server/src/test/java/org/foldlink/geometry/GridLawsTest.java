package org.foldlink.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.foldlink.volume.Grids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of grids and affines over seeded anisotropic, oblique, permuted, flipped, left-handed and single-slice grids. */
class GridLawsTest {

    private static Vec3 point(Random random) {
        return new Vec3(random.nextDouble(-300, 300), random.nextDouble(-300, 300), random.nextDouble(-300, 300));
    }

    private static void assertClose(Vec3 a, Vec3 b, double mm) {
        assertThat(a.minus(b).norm()).isLessThanOrEqualTo(mm);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void lawsHold(long seed) {
        Random random = new Random(seed);
        for (Grid grid : Grids.of(seed)) {
            Affine a = grid.indexToRas();
            Affine inverse = a.inverse();
            for (int n = 0; n < 50; n++) {
                Vec3 p = point(random);
                Vec3 q = point(random);
                assertThat(p.flipRasLps().flipRasLps()).isEqualTo(p);
                assertClose(inverse.apply(a.apply(p)), p, 1e-9 * 300);
                assertClose(a.apply(inverse.apply(p)), p, 1e-9 * 300);
                assertClose(a.after(inverse).apply(p), p, 1e-9 * 300);
                assertClose(a.apply(p).minus(a.apply(q)), a.linear(p.minus(q)), 1e-9 * 3000);
                assertClose(a.flipRasLps().apply(p), a.apply(p).flipRasLps(), 1e-9 * 3000);
            }
            assertThat(a.flipRasLps().flipRasLps()).isEqualTo(a);
            assertThat(a.flipRasLps().determinant()).isCloseTo(a.determinant(), within(1e-9));
            assertThat(Affine.ofRows(a.rows())).isEqualTo(a);
            assertThat(grid.voxelVolume())
                    .isCloseTo(
                            grid.spacing().x()
                                    * grid.spacing().y()
                                    * grid.spacing().z(),
                            within(1e-9));
            assertThat(grid.shear()).isLessThan(1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void theCentreOriginComesBack(long seed) {
        for (Grid grid : Grids.of(seed)) {
            Affine a = grid.indexToRas();
            Grid back = Grid.ofCentre(grid.sizeI(), grid.sizeJ(), grid.sizeK(), a.i(), a.j(), a.k(), grid.centre());
            assertThat(back.matches(grid, 1e-9)).isTrue();
            assertClose(back.centre(), grid.centre(), 1e-9);
            Vec3 opposite = a.apply(grid.sizeI() - 1, grid.sizeJ() - 1, grid.sizeK() - 1);
            assertClose(grid.centre(), a.translation().plus(opposite).times(0.5), 1e-9);
        }
    }

    @Test
    void openIgtLinksExampleOfTheCentreOrigin() {
        Vec3 i = new Vec3(-0.5, 0, 0);
        Vec3 j = new Vec3(0, -0.5, 0);
        Vec3 k = new Vec3(0, 0, 2);
        Grid grid = new Grid(4, 3, 2, new Affine(i, j, k, new Vec3(100, 50, -30)));
        assertThat(grid.centre()).isEqualTo(new Vec3(99.25, 49.5, -29));
        assertThat(Grid.ofCentre(4, 3, 2, i, j, k, new Vec3(99.25, 49.5, -29))).isEqualTo(grid);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void indicesCountEveryVoxelOnceIFastest(long seed) {
        for (Grid grid : Grids.of(seed)) {
            long expected = 0;
            for (int k = 0; k < grid.sizeK(); k++) {
                for (int j = 0; j < grid.sizeJ(); j++) {
                    for (int i = 0; i < grid.sizeI(); i++) {
                        assertThat(grid.index(i, j, k)).isEqualTo(expected++);
                    }
                }
            }
            assertThat(expected).isEqualTo(grid.count());
        }
        Grid large = new Grid(2048, 2048, 2048, Affine.IDENTITY);
        assertThat(large.count()).isEqualTo(1L << 33);
        assertThat(large.index(2047, 2047, 2047)).isEqualTo((1L << 33) - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void matchesSeesSizeShiftAndTurn(long seed) {
        for (Grid grid : Grids.of(seed)) {
            Affine a = grid.indexToRas();
            assertThat(grid.matches(grid, 0)).isTrue();
            Grid shifted = with(grid, a.translation().plus(new Vec3(0.01, 0, 0)));
            assertThat(grid.matches(shifted, 0.02)).isTrue();
            assertThat(grid.matches(shifted, 0.005)).isFalse();
            assertThat(shifted.matches(grid, 0.005)).isFalse();
            Grid longer = new Grid(grid.sizeI() + 1, grid.sizeJ(), grid.sizeK(), a);
            assertThat(grid.matches(longer, 1e9)).isFalse();
            if (grid.sizeI() > 1) {
                Grid flipped = new Grid(
                        grid.sizeI(),
                        grid.sizeJ(),
                        grid.sizeK(),
                        new Affine(a.i().times(-1), a.j(), a.k(), a.apply(grid.sizeI() - 1, 0, 0)));
                assertThat(grid.matches(flipped, 0.1)).isFalse();
                assertClose(flipped.centre(), grid.centre(), 1e-9);
            }
        }
    }

    private static Grid with(Grid grid, Vec3 translation) {
        Affine a = grid.indexToRas();
        return new Grid(grid.sizeI(), grid.sizeJ(), grid.sizeK(), new Affine(a.i(), a.j(), a.k(), translation));
    }

    @Test
    void shearIsTheCosineBetweenAxes() {
        Grid sheared =
                new Grid(2, 2, 2, new Affine(new Vec3(3, 0, 0), new Vec3(2, 2, 0), new Vec3(0, 0, 1), Vec3.ZERO));
        assertThat(sheared.shear()).isCloseTo(Math.cos(Math.PI / 4), within(1e-12));
    }

    @Test
    void badGridsSayWhatIsWrong() {
        assertThatThrownBy(() -> new Grid(1, 0, 1, Affine.IDENTITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grid size along j = 0 (expected 1 or more)");
        assertThatThrownBy(() -> new Grid(1 << 20, 1 << 20, 2, Affine.IDENTITY))
                .hasMessage("grid size = 1048576 x 1048576 x 2 voxels (expected at most 2^40)");
        assertThatThrownBy(() -> new Grid(1, 1, 1, Affine.ofSpacing(1, Double.NaN, 1, Vec3.ZERO)))
                .hasMessage("grid matrix has a value that is not finite (expected 12 finite numbers)");
        assertThatThrownBy(() -> new Grid(1, 1, 1, Affine.ofSpacing(1, 0, 1, Vec3.ZERO)))
                .hasMessage("grid matrix is singular (expected three independent directions)");
        assertThatThrownBy(() -> Affine.ofRows(1, 2, 3))
                .hasMessage("affine has 3 values (expected 12 or 16, row-major)");
        assertThatThrownBy(() -> Affine.ofSpacing(1, 0, 1, Vec3.ZERO).inverse())
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("affine is singular (determinant 0.0)");
        assertThatThrownBy(() -> new Box(new Vec3(1, 0, 0), Vec3.ZERO))
                .hasMessageEndingWith("(expected min <= max on every axis)");
    }
}
