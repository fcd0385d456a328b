package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelMeasuresTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private static void assertNear(Vec3 actual, Vec3 expected) {
        assertThat(actual.minus(expected).norm())
                .as("%s and %s", actual, expected)
                .isLessThan(1e-8);
    }

    private static Volume block(Grid grid, int label, int[] from, int[] to) {
        Volume v = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = from[2]; k <= to[2]; k++) {
            for (int j = from[1]; j <= to[1]; j++) {
                for (int i = from[0]; i <= to[0]; i++) {
                    v.voxels().set(grid.index(i, j, k), label);
                }
            }
        }
        return v;
    }

    private static StructureMeasure measure(Volume labelmap, int label) {
        return Objects.requireNonNull(LabelMeasures.measure(labelmap).get(label), "no such label");
    }

    @Test
    void aBlockOnAStraightGrid() {
        Grid grid = new Grid(10, 10, 10, Affine.ofSpacing(2, 3, 5, new Vec3(-10, 20, 30)));
        StructureMeasure m = measure(block(grid, 7, new int[] {1, 2, 3}, new int[] {4, 3, 6}), 7);
        assertThat(m.voxels()).isEqualTo(32);
        assertThat(m.ml()).isCloseTo(32 * 30 / 1000.0, EXACT);
        assertNear(m.centroid(), new Vec3(-5, 27.5, 52.5));
        assertNear(m.box().min(), new Vec3(-9, 24.5, 42.5));
        assertNear(m.box().max(), new Vec3(-1, 30.5, 62.5));
        assertNear(m.oriented().centre(), m.centroid());
        assertNear(m.oriented().size(), new Vec3(8, 6, 20));
        assertThat(m.oriented().axes()).containsExactly(new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        // A rectangle of 8 x 6 mm: diagonal 10, and from corner to side at right angles to it 7.5.
        assertThat(m.axialDiameter()).isCloseTo(10, EXACT);
        assertThat(m.axialPerpendicular()).isCloseTo(7.5, EXACT);
    }

    @Test
    void oneVoxelIsItsWholeCell() {
        Grid grid = new Grid(3, 3, 3, Affine.ofSpacing(3, 4, 5, Vec3.ZERO));
        StructureMeasure m = measure(block(grid, 1, new int[] {1, 1, 1}, new int[] {1, 1, 1}), 1);
        assertThat(m.axialDiameter()).isCloseTo(5, EXACT);
        assertNear(m.box().size(), new Vec3(3, 4, 5));
    }

    @Test
    void theBoxStandsInThePatientsFrameOnATurnedGrid() {
        double c = Math.sqrt(0.5);
        Affine turned = new Affine(new Vec3(c, c, 0), new Vec3(-c, c, 0), new Vec3(0, 0, 1), Vec3.ZERO);
        Grid grid = new Grid(5, 5, 5, turned);
        StructureMeasure m = measure(block(grid, 1, new int[] {0, 0, 0}, new int[] {3, 0, 0}), 1);
        // Four cells in a row, 4 x 1 mm, turned by 45 degrees: the box spans (4 + 1) / sqrt(2) both ways.
        assertNear(m.box().size(), new Vec3(5 * c, 5 * c, 1));
        assertNear(m.oriented().size(), new Vec3(4, 1, 1));
        assertNear(m.oriented().axes().get(0), new Vec3(c, c, 0));
        assertThat(m.axialDiameter()).isCloseTo(Math.sqrt(17), EXACT);
    }

    @Test
    void slicesLieAcrossTheAxisNearestToSuperior() {
        // i runs superior, so the plate of 1 x 8 x 2 voxels has its long side in the axial plane.
        Affine permuted = new Affine(new Vec3(0, 0, 2), new Vec3(1, 0, 0), new Vec3(0, 1, 0), Vec3.ZERO);
        Grid grid = new Grid(20, 10, 10, permuted);
        StructureMeasure m = measure(block(grid, 1, new int[] {0, 1, 1}, new int[] {15, 8, 6}), 1);
        assertThat(m.axialDiameter()).isCloseTo(10, EXACT);
    }

    @Test
    void anEmptyLabelmapHasNoMeasures() {
        Grid grid = new Grid(4, 4, 4, Affine.IDENTITY);
        assertThat(LabelMeasures.measure(Volume.allocate(grid, VoxelType.UINT16)))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoLabelmap() {
        Grid grid = new Grid(4, 4, 4, Affine.IDENTITY);
        assertThatThrownBy(() -> LabelMeasures.measure(Volume.allocate(grid, VoxelType.FLOAT32)))
                .hasMessage("labelmap voxels are FLOAT32 (expected an integer type)");
        Volume negative = Volume.allocate(grid, VoxelType.INT16);
        negative.voxels().set(grid.index(1, 2, 3), -3);
        assertThatThrownBy(() -> LabelMeasures.measure(negative))
                .hasMessage("labelmap voxel (1, 2, 3) = -3 (expected 0..65535)");
    }

    /** Against the plainest code for every definition, on grids of every kind. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithBruteForceOnEveryKindOfGrid(long seed) {
        Random random = new Random(seed);
        for (Grid grid : Grids.of(seed)) {
            Volume labels = Volume.allocate(grid, VoxelType.UINT16);
            double empty = random.nextDouble();
            for (long v = 0; v < grid.count(); v++) {
                labels.voxels().set(v, random.nextDouble() < empty ? 0 : new int[] {1, 2, 40_000}[random.nextInt(3)]);
            }
            SortedMap<Integer, StructureMeasure> measures = LabelMeasures.measure(labels);
            TreeSet<Integer> present = new TreeSet<>();
            for (long v = 0; v < grid.count(); v++) {
                if (labels.voxels().get(v) != 0) {
                    present.add((int) labels.voxels().get(v));
                }
            }
            assertThat(measures.keySet()).containsExactlyElementsOf(present);
            measures.forEach((label, m) -> assertAgrees(m, labels, label));
        }
    }

    private static void assertAgrees(StructureMeasure m, Volume labels, int label) {
        Grid g = labels.grid();
        List<Vec3> centres = new ArrayList<>();
        List<Vec3> corners = new ArrayList<>();
        List<Vec3> indices = new ArrayList<>();
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) != label) {
                        continue;
                    }
                    centres.add(g.indexToRas().apply(i, j, k));
                    indices.add(new Vec3(i, j, k));
                    for (int c = 0; c < 8; c++) {
                        corners.add(g.indexToRas()
                                .apply(i - 0.5 + (c & 1), j - 0.5 + (c >> 1 & 1), k - 0.5 + (c >> 2 & 1)));
                    }
                }
            }
        }
        assertThat(m.voxels()).isEqualTo(centres.size());
        assertThat(m.ml()).isCloseTo(centres.size() * g.voxelVolume() / 1000, EXACT);
        Vec3 mean = centres.stream().reduce(Vec3.ZERO, Vec3::plus).times(1.0 / centres.size());
        assertNear(m.centroid(), mean);
        Box box = around(corners);
        assertNear(m.box().min(), box.min());
        assertNear(m.box().max(), box.max());
        Box span = around(indices);
        assertNear(m.oriented().centre(), g.indexToRas().apply(span.centre()));
        Vec3 size = span.size().plus(new Vec3(1, 1, 1));
        assertNear(
                m.oriented().size(),
                new Vec3(
                        size.x() * g.spacing().x(),
                        size.y() * g.spacing().y(),
                        size.z() * g.spacing().z()));
        double diameter = 0;
        int across = across(g);
        for (Vec3 a : indices) {
            for (Vec3 b : indices) {
                if (axis(a, across) == axis(b, across)) {
                    diameter = Math.max(diameter, farthest(a, b, across, g.spacing()));
                }
            }
        }
        assertThat(m.axialDiameter()).isCloseTo(diameter, EXACT);
        assertThat(m.axialPerpendicular()).isBetween(0.0, diameter + 1e-9);
    }

    private static double farthest(Vec3 a, Vec3 b, int across, Vec3 spacing) {
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (axis != across) {
                double d = (Math.abs(axis(a, axis) - axis(b, axis)) + 1) * axis(spacing, axis);
                sum += d * d;
            }
        }
        return Math.sqrt(sum);
    }

    private static int across(Grid g) {
        double i = Math.abs(g.indexToRas().i().unit().z());
        double j = Math.abs(g.indexToRas().j().unit().z());
        double k = Math.abs(g.indexToRas().k().unit().z());
        return k >= i && k >= j ? 2 : j >= i ? 1 : 0;
    }

    private static double axis(Vec3 v, int axis) {
        return axis == 0 ? v.x() : axis == 1 ? v.y() : v.z();
    }

    private static Box around(List<Vec3> points) {
        Vec3 min = points.get(0);
        Vec3 max = points.get(0);
        for (Vec3 p : points) {
            min = new Vec3(Math.min(min.x(), p.x()), Math.min(min.y(), p.y()), Math.min(min.z(), p.z()));
            max = new Vec3(Math.max(max.x(), p.x()), Math.max(max.y(), p.y()), Math.max(max.z(), p.z()));
        }
        return new Box(min, max);
    }
}
