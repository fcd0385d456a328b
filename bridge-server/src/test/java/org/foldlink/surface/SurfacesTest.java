package org.foldlink.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.foldlink.surface.Meshes.assertClosed;
import static org.foldlink.surface.Meshes.counts;
import static org.foldlink.surface.Meshes.euler;
import static org.foldlink.surface.Meshes.labelmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ForkJoinPool;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.Voxels;
import org.junit.jupiter.api.Test;

/** Laws of surfaces, on anisotropic, oblique, permuted, flipped, left-handed and single-slice grids. */
class SurfacesTest {

    private static final SurfaceOptions RAW = SurfaceOptions.DEFAULT.withSmooth(false);

    /** What is promised of smoothing. */
    private static final double VOLUME = 0.01;

    private static final Grid UNIT = new Grid(20, 20, 20, Affine.IDENTITY);

    private static Volume ball(Grid grid, double radius) {
        return labelmap(grid, (i, j, k) -> Math.hypot(Math.hypot(i - 9.5, j - 9.5), k - 9.5) < radius ? 1 : 0);
    }

    private static Mesh only(Volume labels, SurfaceOptions options) {
        SortedMap<Integer, Mesh> meshes = Surfaces.of(labels, options);
        assertThat(meshes).hasSize(1);
        return Objects.requireNonNull(meshes.get(meshes.firstKey()));
    }

    private static void assertVolumes(Volume labels, SurfaceOptions options, double tolerance) {
        SortedMap<Integer, Mesh> meshes = Surfaces.of(labels, options);
        Map<Integer, Integer> counts = counts(labels);
        assertThat(meshes.keySet()).isEqualTo(counts.keySet());
        meshes.forEach((label, mesh) -> {
            assertClosed(mesh);
            double voxels =
                    Objects.requireNonNull(counts.get(label)) * labels.grid().voxelVolume();
            assertThat(mesh.volume())
                    .as("label %s on %s", label, labels.grid())
                    .isPositive()
                    .isCloseTo(voxels, within(tolerance * voxels));
        });
    }

    @Test
    void anUnsmoothedSurfaceEnclosesItsVoxelsOnEveryGrid() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            for (Grid grid : Grids.of(seed)) {
                assertVolumes(labelmap(grid, (i, j, k) -> random.nextInt(4)), RAW, 1e-4);
            }
        }
    }

    @Test
    void aSmoothSurfaceKeepsItsVolumeWithinOnePerCentOnEveryGrid() {
        for (long seed = 1; seed <= 20; seed++) {
            for (Grid grid : Grids.of(seed)) {
                Grid larger = new Grid(24, 20, Math.max(1, 2 * grid.sizeK()), grid.indexToRas());
                Volume labels = labelmap(larger, balls(new Random(seed), larger));
                assertVolumes(labels, SurfaceOptions.DEFAULT, VOLUME);
            }
        }
    }

    /** Eight balls that cut into each other, at all places, the border included; radii from a voxel up. */
    private static Meshes.Shape balls(Random random, Grid grid) {
        double[][] balls = new double[8][];
        for (int b = 0; b < balls.length; b++) {
            balls[b] = new double[] {
                random.nextDouble() * grid.sizeI(),
                random.nextDouble() * grid.sizeJ(),
                random.nextDouble() * grid.sizeK(),
                1 + 6 * random.nextDouble()
            };
        }
        return (i, j, k) -> {
            for (int b = 0; b < balls.length; b++) {
                double d = Math.hypot(Math.hypot(i - balls[b][0], j - balls[b][1]), k - balls[b][2]);
                if (d < balls[b][3]) {
                    return b + 1;
                }
            }
            return 0;
        };
    }

    /** The abdominal CT's published structures where this machine has them; always a phantom's. */
    @Test
    void theStructuresOfACtKeepTheirVolumeWithinAThousandth() throws IOException {
        assertVolumes(
                AbdomenPhantom.generate(new PhantomSpec(4, 4, 5, 400_000)).labels(), SurfaceOptions.DEFAULT, 1e-3);
        String shared = System.getenv("FOLDLINK_SHARED_DATA");
        Path real = Path.of(shared == null ? "none" : shared, "abdomen-ct", "example_seg_fast_force_split.nii.gz");
        if (Files.isRegularFile(real)) {
            assertVolumes(NiftiFile.read(real).volume(), SurfaceOptions.DEFAULT, 1e-3);
        }
    }

    @Test
    void noiseOfOneLabelIsClosedThoughItsVoxelsTouchAtEdgesAndCorners() {
        for (int density = 1; density <= 9; density++) {
            Random random = new Random(density);
            int share = density;
            Volume labels = labelmap(UNIT, (i, j, k) -> random.nextInt(10) < share ? 1 : 0);
            assertVolumes(labels, RAW, 1e-6);
        }
    }

    @Test
    void everyPatternOfTwelveVoxelsIsClosed() {
        // All that two cells which share a face can hold: each ambiguous face with every pair of neighbours.
        Grid grid = new Grid(2, 2, 3, Affine.IDENTITY);
        for (int pattern = 1; pattern < 1 << 12; pattern++) {
            int bits = pattern;
            Volume labels = labelmap(grid, (i, j, k) -> bits >> (i + 2 * j + 4 * k) & 1);
            Mesh mesh = only(labels, RAW);
            assertClosed(mesh);
            assertThat(mesh.volume()).isCloseTo(Integer.bitCount(pattern), within(1e-4));
        }
    }

    @Test
    void twoDiagonalHolesInASolidBlockDoNotShareAnEdge() {
        Volume labels = labelmap(
                new Grid(4, 4, 4, Affine.IDENTITY),
                (i, j, k) -> k == 1 && ((i == 1 && j == 1) || (i == 2 && j == 2)) ? 0 : 1);
        assertVolumes(labels, RAW, 1e-6);
    }

    @Test
    void aBallHasOnePieceWithoutHandles() {
        for (SurfaceOptions options : new SurfaceOptions[] {RAW, SurfaceOptions.DEFAULT}) {
            Mesh mesh = only(ball(UNIT, 7), options);
            assertClosed(mesh);
            assertThat(euler(mesh)).isEqualTo(2);
        }
    }

    @Test
    void smoothingBringsABallsAreaToASpheres() {
        Mesh raw = only(ball(UNIT, 8), RAW);
        Mesh smooth = only(ball(UNIT, 8), SurfaceOptions.DEFAULT);
        double sphere = Math.cbrt(36 * Math.PI * raw.volume() * raw.volume());
        assertThat(raw.area()).isGreaterThan(1.4 * sphere);
        assertThat(smooth.area()).isBetween(sphere, 1.03 * sphere);
    }

    @Test
    void smoothPointsStayWithinHalfAVoxelOfTheVoxelsCorners() {
        Mesh raw = only(ball(UNIT, 8), RAW);
        Mesh smooth = only(ball(UNIT, 8), SurfaceOptions.DEFAULT);
        assertThat(smooth.triangleCount()).isEqualTo(raw.triangleCount());
        for (int n = 0; n < raw.points().length; n++) {
            assertThat(smooth.points()[n]).isCloseTo(raw.points()[n], within(0.5f + 1e-5f));
        }
    }

    @Test
    void oneVoxelIsACubeOfItsOwnSize() {
        Grid grid = new Grid(3, 3, 3, Affine.ofSpacing(2, 3, 4, new Vec3(10, -20, 30)));
        for (SurfaceOptions options : new SurfaceOptions[] {RAW, SurfaceOptions.DEFAULT}) {
            Mesh mesh = only(labelmap(grid, (i, j, k) -> i == 1 && j == 1 && k == 1 ? 7 : 0), options);
            assertClosed(mesh);
            assertThat(mesh.pointCount()).isEqualTo(8);
            assertThat(mesh.triangleCount()).isEqualTo(12);
            assertThat(mesh.volume()).isCloseTo(24, within(0.24));
        }
        Mesh cube = only(labelmap(grid, (i, j, k) -> i == 1 && j == 1 && k == 1 ? 7 : 0), RAW);
        for (int p = 0; p < cube.pointCount(); p++) {
            assertThat(Math.abs(cube.points()[3 * p] - 12)).isEqualTo(1);
            assertThat(Math.abs(cube.points()[3 * p + 1] + 17)).isEqualTo(1.5f);
            assertThat(Math.abs(cube.points()[3 * p + 2] - 34)).isEqualTo(2);
        }
    }

    @Test
    void aVolumeFullOfOneLabelIsClosedHalfAVoxelBeyondTheOuterCentres() {
        Grid slice = new Grid(6, 5, 1, Affine.ofSpacing(1, 1, 5, Vec3.ZERO));
        Mesh mesh = only(labelmap(slice, (i, j, k) -> 1), RAW);
        assertClosed(mesh);
        assertThat(mesh.volume()).isCloseTo(150, within(1e-3));
        assertThat(mesh.area()).isCloseTo(2 * 30 + 2 * (6 + 5) * 5, within(1e-3));
        Mesh smooth = only(labelmap(slice, (i, j, k) -> 1), SurfaceOptions.DEFAULT);
        assertThat(smooth.volume()).isCloseTo(150, within(1.5));
    }

    @Test
    void normalsPointOutwardsAlsoOnALeftHandedGrid() {
        for (double direction : new double[] {1, -1}) {
            Grid grid = new Grid(20, 20, 20, Affine.ofSpacing(1, 1, direction, Vec3.ZERO));
            Mesh mesh = only(ball(grid, 7), SurfaceOptions.DEFAULT);
            assertThat(mesh.volume()).isPositive();
            for (int p = 0; p < mesh.pointCount(); p++) {
                Vec3 out = new Vec3(mesh.points()[3 * p], mesh.points()[3 * p + 1], mesh.points()[3 * p + 2])
                        .minus(new Vec3(9.5, 9.5, 9.5 * direction))
                        .unit();
                Vec3 normal = new Vec3(mesh.normals()[3 * p], mesh.normals()[3 * p + 1], mesh.normals()[3 * p + 2]);
                assertThat(normal.dot(out)).isGreaterThan(0.8);
            }
        }
    }

    @Test
    void neighboursShareTheirBordersTriangles() {
        for (SurfaceOptions options : new SurfaceOptions[] {RAW, SurfaceOptions.DEFAULT}) {
            Volume labels = labelmap(UNIT, (i, j, k) -> {
                double d = Math.hypot(Math.hypot(i - 9.5, j - 9.5), k - 9.5);
                return d > 8 ? 0 : i + j > 19 ? 1 : 2;
            });
            SortedMap<Integer, Mesh> meshes = Surfaces.of(labels, options);
            Set<String> one = triangles(Objects.requireNonNull(meshes.get(1)), false);
            Set<String> two = triangles(Objects.requireNonNull(meshes.get(2)), true);
            Mesh whole = only(labelmap(UNIT, (i, j, k) -> labels.at(i, j, k) > 0 ? 1 : 0), options);
            Set<String> border = new HashSet<>(one);
            border.retainAll(two);
            // Each triangle is on the outside or on the border; without gaps the two add up to the whole.
            assertThat(border).hasSizeGreaterThan(200);
            assertThat(one.size() + two.size() - 2 * border.size()).isEqualTo(whole.triangleCount());
            assertThat(meshes.values().stream().mapToDouble(Mesh::volume).sum())
                    .isCloseTo(whole.volume(), within(0.005 * whole.volume()));
        }
    }

    /** Triangles by their points, from the least on; read backwards, a border's are the neighbour's. */
    private static Set<String> triangles(Mesh mesh, boolean backwards) {
        Set<String> triangles = new HashSet<>();
        for (int t = 0; t < mesh.triangleCount(); t++) {
            String[] corners = new String[3];
            for (int c = 0; c < 3; c++) {
                int p = mesh.triangles()[3 * t + (backwards ? 2 - c : c)];
                corners[c] = mesh.points()[3 * p] + " " + mesh.points()[3 * p + 1] + " " + mesh.points()[3 * p + 2];
            }
            int least = 0;
            for (int c = 1; c < 3; c++) {
                least = corners[c].compareTo(corners[least]) < 0 ? c : least;
            }
            triangles.add(corners[least] + " | " + corners[(least + 1) % 3] + " | " + corners[(least + 2) % 3]);
        }
        return triangles;
    }

    @Test
    void everyOneOf65535LabelsHasItsSurface() {
        Grid grid = new Grid(256, 256, 1, Affine.IDENTITY);
        Volume labels = labelmap(grid, (i, j, k) -> i + 256 * j);
        SortedMap<Integer, Mesh> meshes = Surfaces.of(labels, SurfaceOptions.DEFAULT);
        assertThat(meshes).hasSize(65535);
        assertThat(meshes.lastKey()).isEqualTo(65535);
        meshes.forEach((label, mesh) -> {
            assertThat(mesh.triangleCount()).isEqualTo(12);
            assertThat(mesh.volume()).as("label %s", label).isCloseTo(1, within(VOLUME));
        });
    }

    @Test
    void anEmptyLabelmapHasNoSurface() {
        assertThat(Surfaces.of(labelmap(UNIT, (i, j, k) -> 0), SurfaceOptions.DEFAULT))
                .isEmpty();
    }

    @Test
    void onlyTheLabelsAskedForAreMade() {
        Volume labels = labelmap(UNIT, (i, j, k) -> i / 5);
        assertThat(Surfaces.of(labels, RAW.withLabels(Set.of(2, 3, 9))).keySet())
                .containsExactly(2, 3);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws Exception {
        Volume labels = labelmap(UNIT, balls(new Random(5), UNIT));
        SurfaceOptions options = SurfaceOptions.DEFAULT.withMaxTriangles(500);
        SortedMap<Integer, Mesh> one =
                new ForkJoinPool(1).submit(() -> Surfaces.of(labels, options)).get();
        SortedMap<Integer, Mesh> three =
                new ForkJoinPool(3).submit(() -> Surfaces.of(labels, options)).get();
        assertThat(one.keySet()).isEqualTo(three.keySet());
        one.forEach((label, mesh) -> {
            assertThat(mesh.points())
                    .isEqualTo(Objects.requireNonNull(three.get(label)).points());
            assertThat(mesh.triangles())
                    .isEqualTo(Objects.requireNonNull(three.get(label)).triangles());
        });
    }

    @Test
    void whatIsNoLabelIsRefused() {
        Grid grid = new Grid(2, 2, 1, Affine.IDENTITY);
        assertThatThrownBy(() -> Surfaces.of(new Volume(grid, Voxels.ofFloats(0, 1, 1.5f, -3)), RAW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labelmap voxel (0, 1, 0) = 1.5 (expected a whole number 0..65535)");
        assertThatThrownBy(() -> Surfaces.of(new Volume(grid, Voxels.ofFloats(0, 1, 65536, 2)), RAW))
                .hasMessage("labelmap voxel (0, 1, 0) = 65536 (expected a whole number 0..65535)");
        assertThatThrownBy(() -> RAW.withMaxTriangles(-1))
                .hasMessage("triangles = -1 (expected 1 or more a structure, or 0 for all)");
    }
}
