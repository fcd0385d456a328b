package org.foldlink.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.foldlink.surface.Meshes.assertClosed;
import static org.foldlink.surface.Meshes.euler;
import static org.foldlink.surface.Meshes.labelmap;

import java.util.Objects;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

/** A decimated mesh is still closed, of the same topology and nearly the same volume. */
class DecimationTest {

    private static final Grid GRID = new Grid(40, 40, 30, Affine.ofSpacing(0.8, 0.8, 1.5, new Vec3(300, -200, 1000)));

    /** A body with a handle. */
    private static final Volume RING = labelmap(GRID, (i, j, k) -> {
        double around = Math.hypot(i - 19.5, j - 19.5) - 12;
        return Math.hypot(around, 1.5 * (k - 14.5)) < 6 ? 1 : 0;
    });

    private static Mesh mesh(Volume labels, SurfaceOptions options) {
        return Objects.requireNonNull(Surfaces.of(labels, options).get(1));
    }

    @Test
    void aRingKeepsItsHandleItsVolumeAndItsBudget() {
        for (boolean smooth : new boolean[] {true, false}) {
            SurfaceOptions options = SurfaceOptions.DEFAULT.withSmooth(smooth);
            Mesh whole = mesh(RING, options);
            assertThat(euler(whole)).isZero();
            for (int budget : new int[] {4000, 1000, 300}) {
                Mesh mesh = mesh(RING, options.withMaxTriangles(budget));
                assertClosed(mesh);
                assertThat(euler(mesh)).isZero();
                assertThat(mesh.triangleCount()).isBetween(budget - 2, budget);
                assertThat(mesh.volume()).isCloseTo(whole.volume(), within(0.01 * whole.volume()));
            }
        }
    }

    @Test
    void noiseStaysClosed() {
        Grid grid = new Grid(12, 12, 12, Affine.IDENTITY);
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            Volume labels = labelmap(grid, (i, j, k) -> random.nextInt(3) == 0 ? 1 : 0);
            assertClosed(mesh(labels, SurfaceOptions.DEFAULT.withMaxTriangles(500)));
        }
    }

    @Test
    void aBallIsNeverLessThanATetrahedron() {
        Grid grid = new Grid(20, 20, 20, Affine.IDENTITY);
        Volume ball = labelmap(grid, (i, j, k) -> Math.hypot(Math.hypot(i - 9.5, j - 9.5), k - 9.5) < 7 ? 1 : 0);
        Mesh mesh = mesh(ball, SurfaceOptions.DEFAULT.withMaxTriangles(1));
        assertClosed(mesh);
        assertThat(mesh.triangleCount()).isBetween(4, 40);
        assertThat(mesh.volume()).isPositive();
    }
}
