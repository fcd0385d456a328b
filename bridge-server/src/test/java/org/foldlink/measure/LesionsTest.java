package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LesionsTest {

    private static void fill(Volume labels, int value, int[] from, int[] to) {
        for (int k = from[2]; k <= to[2]; k++) {
            for (int j = from[1]; j <= to[1]; j++) {
                for (int i = from[0]; i <= to[0]; i++) {
                    labels.voxels().set(labels.grid().index(i, j, k), value);
                }
            }
        }
    }

    @Test
    void theLargestComesFirstAndTheSmallAreCounted() {
        Grid grid = new Grid(40, 30, 20, Affine.ofSpacing(1, 2, 3, new Vec3(-5, 7, 9)));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        Volume image = Volume.allocate(grid, VoxelType.INT16);
        fill(labels, 7, new int[] {2, 2, 2}, new int[] {3, 3, 3}); // 8 voxels of 6 mm³: 0.048 ml
        fill(labels, 7, new int[] {10, 10, 4}, new int[] {15, 12, 6}); // 54: 0.324 ml
        fill(labels, 7, new int[] {30, 20, 10}, new int[] {30, 20, 10});
        fill(labels, 1, new int[] {20, 10, 4}, new int[] {25, 20, 8});
        fill(image, 40, new int[] {10, 10, 4}, new int[] {15, 12, 6});
        Lesions lesions = Lesions.find(labels, List.of(image), new LesionRule(Set.of(7, 9), 0.04), Set.of(1));
        assertThat(lesions.leftOut()).isEqualTo(1);
        assertThat(lesions.list()).hasSize(2);
        StructureMeasure first = lesions.list().get(0).measure();
        assertThat(first.voxels()).isEqualTo(54);
        assertThat(first.ml()).isCloseTo(0.324, within(1e-12));
        assertThat(first.label()).isEqualTo(7);
        assertThat(first.centroid().minus(new Vec3(7.5, 29, 24)).norm()).isLessThan(1e-9);
        assertThat(first.intensities().get(0).mean()).isEqualTo(40);
        // A rectangle of 6 x 6 mm in its slice.
        assertThat(first.axialDiameter()).isCloseTo(Math.sqrt(72), within(1e-9));
        assertThat(first.longest().from().z()).isCloseTo(21, within(1e-9));
        assertThat(first.longest().to().minus(first.longest().from()).norm()).isCloseTo(Math.sqrt(72), within(1e-9));
        // Between the faces at i = 15.5 and 19.5.
        assertThat(lesions.list().get(0).distances()).isEqualTo(Map.of(1, 4.0));
        assertThat(lesions.list().get(1).measure().voxels()).isEqualTo(8);
    }

    @Test
    void theLeastVolumeIsStillOne() {
        Grid grid = new Grid(8, 8, 8, Affine.IDENTITY);
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        fill(labels, 1, new int[] {1, 1, 1}, new int[] {5, 5, 4}); // 100 voxels
        assertThat(Lesions.find(labels, List.of(), new LesionRule(Set.of(1), 0.1), Set.of())
                        .list())
                .hasSize(1);
        assertThat(Lesions.find(labels, List.of(), new LesionRule(Set.of(1), 0.101), Set.of())
                        .leftOut())
                .isEqualTo(1);
        assertThatThrownBy(() -> new LesionRule(Set.of(1), -0.1))
                .hasMessage("least volume of a lesion = -0.1 ml (expected 0 or more)");
    }

    @Test
    void distancesAreNoughtWhereCornersTouch() {
        Grid grid = new Grid(8, 8, 8, Affine.ofSpacing(1, 2, 3, Vec3.ZERO));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        fill(labels, 1, new int[] {1, 1, 1}, new int[] {2, 2, 2});
        fill(labels, 2, new int[] {3, 3, 3}, new int[] {4, 4, 4});
        fill(labels, 3, new int[] {4, 6, 7}, new int[] {5, 6, 7});
        Lesions lesions = Lesions.find(labels, List.of(), new LesionRule(Set.of(1), 0), Set.of(2, 3));
        assertThat(lesions.list().get(0).distances().get(2)).isZero();
        // One voxel apart along i, three along j, four along k.
        assertThat(lesions.list().get(0).distances().get(3)).isCloseTo(Math.sqrt(1 + 36 + 144), within(1e-12));
    }

    /** Components by flooding, distances between all pairs of cells. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreeWithBruteForceOnEveryKindOfGrid(long seed) {
        Random random = new Random(seed);
        for (Grid grid : Grids.of(seed)) {
            Volume labels = Volume.allocate(grid, VoxelType.UINT16);
            for (long v = 0; v < grid.count(); v++) {
                int pick = random.nextInt(14);
                labels.voxels().set(v, pick < 3 ? 5 : pick == 3 ? 2 : pick == 4 ? 40_000 : 0);
            }
            Set<Integer> present = LabelMeasures.measure(labels).keySet();
            List<Integer> organs = present.stream().filter(l -> l != 5).toList();
            Lesions found = Lesions.find(labels, List.of(), new LesionRule(Set.of(5), 0), Set.copyOf(organs));
            List<List<int[]>> components = components(labels, 5);
            components.sort((a, b) -> b.size() - a.size());
            assertThat(found.list()).hasSameSizeAs(components);
            for (int c = 0; c < components.size(); c++) {
                Lesion lesion = found.list().get(c);
                assertThat(lesion.measure().voxels())
                        .isEqualTo(components.get(c).size());
                List<int[]> own = components.stream()
                        .filter(o -> centre(grid, o)
                                                .minus(lesion.measure().centroid())
                                                .norm()
                                        < 1e-8
                                && o.size() == lesion.measure().voxels())
                        .findFirst()
                        .orElseThrow();
                for (int organ : organs) {
                    assertThat(lesion.distances().get(organ)).isCloseTo(nearest(labels, own, organ), within(1e-9));
                }
            }
        }
    }

    private static Vec3 centre(Grid grid, List<int[]> voxels) {
        return voxels.stream()
                .map(v -> grid.indexToRas().apply(v[0], v[1], v[2]))
                .reduce(Vec3.ZERO, Vec3::plus)
                .times(1.0 / voxels.size());
    }

    private static double nearest(Volume labels, List<int[]> voxels, int organ) {
        Grid g = labels.grid();
        double[] mm = {g.spacing().x(), g.spacing().y(), g.spacing().z()};
        double best = Double.POSITIVE_INFINITY;
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (labels.at(i, j, k) != organ) {
                        continue;
                    }
                    int[] at = {i, j, k};
                    for (int[] v : voxels) {
                        double sum = 0;
                        for (int a = 0; a < 3; a++) {
                            double gap = Math.max(0, Math.abs(v[a] - at[a]) - 1) * mm[a];
                            sum += gap * gap;
                        }
                        best = Math.min(best, Math.sqrt(sum));
                    }
                }
            }
        }
        return best;
    }

    private static List<List<int[]>> components(Volume labels, int label) {
        Grid g = labels.grid();
        boolean[] seen = new boolean[Math.toIntExact(g.count())];
        List<List<int[]>> all = new ArrayList<>();
        for (int n = 0; n < seen.length; n++) {
            if (seen[n] || labels.voxels().get(n) != label) {
                continue;
            }
            List<int[]> one = new ArrayList<>();
            one.add(new int[] {n % g.sizeI(), n / g.sizeI() % g.sizeJ(), n / g.sizeI() / g.sizeJ()});
            seen[n] = true;
            for (int at = 0; at < one.size(); at++) {
                for (int step = 0; step < 27; step++) {
                    int i = one.get(at)[0] + step % 3 - 1;
                    int j = one.get(at)[1] + step / 3 % 3 - 1;
                    int k = one.get(at)[2] + step / 9 - 1;
                    if (i < 0 || j < 0 || k < 0 || i >= g.sizeI() || j >= g.sizeJ() || k >= g.sizeK()) {
                        continue;
                    }
                    int next = (int) g.index(i, j, k);
                    if (!seen[next] && labels.voxels().get(next) == label) {
                        seen[next] = true;
                        one.add(new int[] {i, j, k});
                    }
                }
            }
            all.add(one);
        }
        return all;
    }
}
