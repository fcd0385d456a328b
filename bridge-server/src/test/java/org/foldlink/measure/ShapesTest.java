package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ForkJoinPool;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Principal boxes, surfaces, largest diameters and intensities: against the plainest code, and against formulas. */
class ShapesTest {

    private static final int[] LABELS = {1, 300, 40_000};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreeWithBruteForceOnEveryKindOfGrid(long seed) {
        Random random = new Random(seed);
        for (Grid grid : Grids.of(seed)) {
            Volume labels = Volume.allocate(grid, VoxelType.UINT16);
            Volume whole = Volume.allocate(grid, VoxelType.INT16);
            Volume floating = Volume.allocate(grid, VoxelType.FLOAT64);
            double empty = random.nextDouble();
            for (long v = 0; v < grid.count(); v++) {
                labels.voxels().set(v, random.nextDouble() < empty ? 0 : LABELS[random.nextInt(3)]);
                whole.voxels().set(v, random.nextInt(-1000, 3000));
                floating.voxels().set(v, random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian());
            }
            LabelMeasures.measure(labels, List.of(whole, floating)).forEach((label, m) -> {
                assertShape(m.shape(), labels, label);
                assertIntensity(m.intensities().get(0), labels, whole, label);
                assertIntensity(m.intensities().get(1), labels, floating, label);
            });
        }
    }

    private static void assertShape(Shape shape, Volume labels, int label) {
        Grid g = labels.grid();
        List<Vec3> centres = new ArrayList<>();
        List<Vec3> corners = new ArrayList<>();
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) == label) {
                        centres.add(g.indexToRas().apply(i, j, k));
                        for (int c = 0; c < 8; c++) {
                            corners.add(g.indexToRas()
                                    .apply(i - 0.5 + (c & 1), j - 0.5 + (c >> 1 & 1), k - 0.5 + (c >> 2 & 1)));
                        }
                    }
                }
            }
        }
        double feret = 0;
        for (Vec3 a : corners) {
            for (Vec3 b : corners) {
                feret = Math.max(feret, a.minus(b).norm());
            }
        }
        assertThat(shape.feretMm()).isCloseTo(feret, within(1e-9));
        assertThat(shape.surfaceMm2()).isCloseTo(surface(labels, label), within(1e-9 * shape.surfaceMm2()));
        assertBox(shape.principal(), centres, corners);
    }

    private static void assertBox(OrientedBox box, List<Vec3> centres, List<Vec3> corners) {
        Vec3 mean = centres.stream().reduce(Vec3.ZERO, Vec3::plus).times(1.0 / centres.size());
        double[] variance = new double[3];
        for (int a = 0; a < 3; a++) {
            Vec3 axis = box.axes().get(a);
            assertThat(axis.norm()).isCloseTo(1, within(1e-12));
            double[] along = corners.stream().mapToDouble(axis::dot).sorted().toArray();
            double middle = (along[0] + along[along.length - 1]) / 2;
            assertThat(new double[] {box.size().x(), box.size().y(), box.size().z()}[a])
                    .isCloseTo(along[along.length - 1] - along[0], within(1e-9));
            assertThat(box.centre().dot(axis)).isCloseTo(middle, within(1e-9));
            variance[a] = centres.stream()
                    .mapToDouble(c -> c.minus(mean).dot(axis))
                    .map(d -> d * d)
                    .sum();
            for (int b = 0; b < a; b++) {
                Vec3 other = box.axes().get(b);
                assertThat(axis.dot(other)).isCloseTo(0, within(1e-12));
                double covariance = centres.stream()
                        .mapToDouble(
                                c -> c.minus(mean).dot(axis) * c.minus(mean).dot(other))
                        .sum();
                assertThat(covariance).as("own axes do not covary").isCloseTo(0, within(1e-9 * (1 + variance[0])));
            }
        }
        assertThat(variance[0]).isGreaterThanOrEqualTo(variance[1] - 1e-9 * variance[0]);
        assertThat(variance[1]).isGreaterThanOrEqualTo(variance[2] - 1e-9 * variance[0]);
        assertThat(box.axes().get(0).cross(box.axes().get(1)).dot(box.axes().get(2)))
                .isCloseTo(1, within(1e-12));
    }

    /** Every voxel's 26 neighbours, each with its direction's share of the sphere. */
    private static double surface(Volume labels, int label) {
        Grid g = labels.grid();
        // The shares by steps along i, j, k; here the near-axial order of the axes does not matter.
        Crofton crofton = Crofton.of(g.spacing());
        long voxels = 0;
        long[] joined = new long[Crofton.DIRECTIONS];
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) != label) {
                        continue;
                    }
                    voxels++;
                    for (int d = 0; d < Crofton.DIRECTIONS; d++) {
                        int[] s = Crofton.step(d);
                        int x = i + s[0];
                        int y = j + s[1];
                        int z = k + s[2];
                        boolean inside = x >= 0 && x < g.sizeI() && y >= 0 && y < g.sizeJ() && z >= 0 && z < g.sizeK();
                        joined[d] += inside && labels.at(x, y, z) == label ? 1 : 0;
                    }
                }
            }
        }
        return crofton.area(voxels, joined);
    }

    private static void assertIntensity(Intensity own, Volume labels, Volume image, int label) {
        double[] values = new double[Math.toIntExact(image.grid().count())];
        int n = 0;
        int bad = 0;
        for (long v = 0; v < image.grid().count(); v++) {
            if (labels.voxels().get(v) == label) {
                double value = image.voxels().get(v);
                if (Double.isFinite(value)) {
                    values[n++] = value;
                } else {
                    bad++;
                }
            }
        }
        values = Arrays.copyOf(values, n);
        Arrays.sort(values);
        assertThat(own.voxels()).isEqualTo(n);
        assertThat(own.notFinite()).isEqualTo(bad);
        if (n == 0) {
            assertThat(own.mean()).isNaN();
            assertThat(own.median()).isNaN();
            return;
        }
        double mean = Arrays.stream(values).sum() / n;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        assertThat(own.mean()).isCloseTo(mean, within(1e-9));
        assertThat(own.sd()).isCloseTo(n == 1 ? 0 : Math.sqrt(squares / (n - 1)), within(1e-9));
        assertThat(own.min()).isEqualTo(values[0]);
        assertThat(own.max()).isEqualTo(values[n - 1]);
        assertThat(own.p5()).isCloseTo(percentile(values, 0.05), within(1e-9));
        assertThat(own.p25()).isCloseTo(percentile(values, 0.25), within(1e-9));
        assertThat(own.median()).isCloseTo(percentile(values, 0.5), within(1e-9));
        assertThat(own.p75()).isCloseTo(percentile(values, 0.75), within(1e-9));
        assertThat(own.p95()).isCloseTo(percentile(values, 0.95), within(1e-9));
    }

    private static double percentile(double[] sorted, double p) {
        double place = p * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] * (1 - (place - below)) + sorted[above] * (place - below);
    }

    @Test
    void aBlockOnATurnedGridHasItsOwnSidesAsPrincipalBox() {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        Grid grid =
                new Grid(12, 12, 12, new Affine(new Vec3(c, s, 0), new Vec3(-s, c, 0), new Vec3(0, 0, 2), Vec3.ZERO));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 2; k <= 6; k++) {
            for (int j = 1; j <= 3; j++) {
                for (int i = 4; i <= 10; i++) {
                    labels.voxels().set(grid.index(i, j, k), 1);
                }
            }
        }
        Shape shape = only(labels).shape();
        // 10 mm along k, 7 along i, 3 along j.
        assertThat(shape.principal().size().minus(new Vec3(10, 7, 3)).norm()).isLessThan(1e-9);
        assertThat(shape.principal().axes().get(0).minus(new Vec3(0, 0, 1)).norm())
                .isLessThan(1e-9);
        assertThat(shape.principal().axes().get(1).minus(new Vec3(c, s, 0)).norm())
                .isLessThan(1e-9);
        assertThat(shape.feretMm()).isCloseTo(Math.sqrt(100 + 49 + 9), within(1e-9));
    }

    @Test
    void aSingleVoxelsPrincipalBoxIsItsCellOnItsGrid() {
        double c = Math.cos(0.5);
        double s = Math.sin(0.5);
        Grid grid = new Grid(
                3, 3, 3, new Affine(new Vec3(2 * c, 2 * s, 0), new Vec3(-s, c, 0), new Vec3(0, 0, 3), Vec3.ZERO));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        labels.voxels().set(grid.index(1, 1, 1), 1);
        OrientedBox box = only(labels).shape().principal();
        assertThat(box.size().minus(new Vec3(2, 1, 3)).norm()).isLessThan(1e-9);
        assertThat(box.centre().minus(grid.indexToRas().apply(1, 1, 1)).norm()).isLessThan(1e-9);
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
        assertThat(only(labels).shape().surfaceMm2()).isCloseTo(area, within(area * percent / 100));
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

    @Test
    void theNumberOfThreadsChangesNothing() throws Exception {
        PhantomCase phantom = AbdomenPhantom.generate(new PhantomSpec(3, 3, 4, 400_000));
        Volume floating = Volume.allocate(phantom.image().grid(), VoxelType.FLOAT32);
        for (long v = 0; v < floating.grid().count(); v++) {
            floating.voxels().set(v, phantom.image().voxels().get(v) * 0.37);
        }
        List<SortedMap<Integer, StructureMeasure>> all = new ArrayList<>();
        for (int threads : new int[] {1, 2, 7}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            all.add(pool.submit(() -> LabelMeasures.measure(phantom.labels(), List.of(phantom.image(), floating)))
                    .get());
            pool.shutdown();
        }
        assertThat(all.get(0)).hasSizeGreaterThan(5);
        assertThat(all.get(1)).isEqualTo(all.get(0));
        assertThat(all.get(2)).isEqualTo(all.get(0));
    }

    @Test
    void anImageOnAnotherGridIsRefused() {
        Volume labels = Volume.allocate(new Grid(4, 4, 4, Affine.IDENTITY), VoxelType.UINT8);
        Volume image = Volume.allocate(new Grid(4, 4, 3, Affine.IDENTITY), VoxelType.INT16);
        assertThatThrownBy(() -> LabelMeasures.measure(labels, List.of(image)))
                .hasMessage("image grid is 4 x 4 x 3, the labelmap's 4 x 4 x 4 (expected the same size and place within"
                        + " 0.01 mm)");
    }

    private static StructureMeasure only(Volume labels) {
        return Objects.requireNonNull(LabelMeasures.measure(labels).get(1));
    }
}
