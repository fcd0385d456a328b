package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CroftonTest {

    /** Those of cubes' neighbours along an edge, across a face and across the cube, of both ends: ITK's. */
    private static final double EDGE = 2 * 0.04577789120476;

    private static final double FACE = 2 * 0.03698062787608;
    private static final double BODY = 2 * 0.03519563978232;

    /** ITK takes these on every grid. */
    static final double[] CUBES = {EDGE, FACE, EDGE, FACE, BODY, FACE, BODY, FACE, EDGE, FACE, BODY, FACE, BODY};

    @Test
    void theSharesOfCubesAreKnown() {
        assertThat(Crofton.shares(new Vec3(1, 1, 1))).containsExactly(CUBES, within(1e-12));
        assertThat(Crofton.shares(new Vec3(0.7, 0.7, 0.7))).containsExactly(CUBES, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "0.5, 0.5, 5", "3, 1, 2", "0.7, 0.8, 0.9", "10, 0.1, 1"})
    void theSharesOfAllDirectionsAreTheSphere(double x, double y, double z) {
        double sum = 0;
        for (double share : Crofton.shares(new Vec3(x, y, z))) {
            assertThat(share).isPositive();
            sum += share;
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    /** What the docs promise of the surface, on a grid turned against the ellipsoid's axes. */
    @ParameterizedTest
    @CsvSource({
        // spacing; half axes; per cent of the true area
        "1, 1, 1, 20, 20, 20, 1",
        "1, 1, 1, 30, 18, 10, 1",
        "0.8, 0.8, 0.8, 12, 8, 6, 1",
        "0.7, 0.7, 1.5, 20, 20, 20, 3",
        "0.7, 0.7, 1.5, 30, 18, 10, 3",
        "0.8, 0.8, 3, 20, 20, 20, 5",
        "0.8, 0.8, 3, 30, 18, 10, 5",
    })
    void theSurfaceOfAnEllipsoidIsKnown(double si, double sj, double sk, double a, double b, double c, double percent) {
        double cos = Math.cos(0.4);
        double sin = Math.sin(0.4);
        int n = 100;
        Affine axes = new Affine(
                new Vec3(si * cos, si * sin, 0), new Vec3(-sj * sin, sj * cos, 0), new Vec3(0, 0, sk), Vec3.ZERO);
        Grid grid = Grid.ofCentre(n, n, n, axes.i(), axes.j(), axes.k(), new Vec3(0.3, 0.2, 0.1));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    Vec3 p = grid.indexToRas().apply(i, j, k);
                    double r = p.x() * p.x() / (a * a) + p.y() * p.y() / (b * b) + p.z() * p.z() / (c * c);
                    labels.voxels().set(grid.index(i, j, k), r <= 1 ? 1 : 0);
                }
            }
        }
        double area = ellipsoid(a, b, c);
        assertThat(Objects.requireNonNull(LabelMeasures.measure(labels).get(1))
                        .shape()
                        .surfaceMm2())
                .isCloseTo(area, within(area * percent / 100));
    }

    /** By the midpoint rule over the sphere. */
    private static double ellipsoid(double a, double b, double c) {
        int n = 2000;
        double sum = 0;
        for (int t = 0; t < n; t++) {
            double theta = Math.PI * (t + 0.5) / n;
            for (int f = 0; f < n; f++) {
                double phi = 2 * Math.PI * (f + 0.5) / n;
                double x = b * c * Math.sin(theta) * Math.cos(phi);
                double y = a * c * Math.sin(theta) * Math.sin(phi);
                double z = a * b * Math.cos(theta);
                sum += Math.sqrt(x * x + y * y + z * z) * Math.sin(theta);
            }
        }
        return sum * 2 * Math.PI * Math.PI / n / n;
    }
}
