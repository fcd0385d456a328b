package org.foldlink.components;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;

class LabelRunsTest {

    private static Volume labels(int sizeI, int sizeJ, int sizeK, int... values) {
        Volume volume = Volume.allocate(new Grid(sizeI, sizeJ, sizeK, Affine.IDENTITY), VoxelType.UINT16);
        for (int i = 0; i < values.length; i++) {
            volume.voxels().set(i, values[i]);
        }
        return volume;
    }

    private static int[] values(Volume volume) {
        int[] values = new int[(int) volume.voxels().count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) volume.voxels().get(i);
        }
        return values;
    }

    private static int[] kept(Volume volume, IntPredicate of, int background) {
        LabelRuns runs = LabelRuns.of(volume);
        runs.keepLargest(of, background);
        runs.write();
        return values(volume);
    }

    @Test
    void aCornerConnects() {
        Volume corner = labels(2, 2, 2, 1, 0, 0, 0, 0, 0, 0, 1);
        assertThat(LabelRuns.of(corner).sizes(v -> v == 1)).containsExactly(2);
        Volume apart = labels(3, 1, 1, 1, 0, 1);
        assertThat(LabelRuns.of(apart).sizes(v -> v == 1)).containsExactlyInAnyOrder(1, 1);
        assertThat(LabelRuns.of(apart).sizes(v -> v == 2)).isEmpty();
    }

    @Test
    void theRowsEndDoesNotConnectToTheNextRowsStart() {
        Volume ends = labels(4, 2, 1, 0, 0, 0, 1, 1, 0, 0, 0);
        assertThat(LabelRuns.of(ends).sizes(v -> v == 1)).containsExactlyInAnyOrder(1, 1);
        Volume planes = labels(1, 4, 2, 0, 0, 0, 1, 1, 0, 0, 0);
        assertThat(LabelRuns.of(planes).sizes(v -> v == 1)).containsExactlyInAnyOrder(1, 1);
    }

    @Test
    void onlyTheLargestStaysAndOtherLabelsAreLeftAlone() {
        assertThat(kept(labels(9, 1, 1, 1, 1, 0, 1, 2, 2, 0, 2, 300), v -> v == 1, 0))
                .containsExactly(1, 1, 0, 0, 2, 2, 0, 2, 300);
    }

    @Test
    void equallyLargeOnesAllStay() {
        assertThat(kept(labels(8, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0), v -> v == 1, 0))
                .containsExactly(1, 1, 0, 1, 1, 0, 0, 0);
    }

    @Test
    void aRegionConnectsAcrossItsLabels() {
        assertThat(kept(labels(9, 1, 1, 1, 2, 1, 0, 2, 2, 0, 3, 3), v -> v == 1 || v == 2, 7))
                .containsExactly(1, 2, 1, 0, 7, 7, 0, 3, 3);
    }

    @Test
    void stepsFollowOnEachOther() {
        Volume volume = labels(10, 1, 1, 1, 1, 2, 0, 2, 0, 1, 2, 2, 2);
        LabelRuns runs = LabelRuns.of(volume);
        assertThat(runs.keepLargest(v -> v > 0, 0)).isEqualTo(4);
        assertThat(runs.keepLargest(v -> v == 2, 0)).isZero();
        runs.write();
        assertThat(values(volume)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 2, 2);
    }

    @Test
    void nothingIsNoFault() {
        assertThat(kept(labels(3, 1, 1, 0, 0, 0), v -> true, 5)).containsExactly(0, 0, 0);
    }

    @Test
    void anyLabelmapGivesWhatAFloodFillGives() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int[] size = {1 + random.nextInt(9), 1 + random.nextInt(7), 1 + random.nextInt(6)};
            int[] values = new int[size[0] * size[1] * size[2]];
            double share = random.nextDouble();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextDouble() < share ? 1 + random.nextInt(3) : 0;
            }
            IntPredicate of = v -> v == 1 || v == 3;
            Volume volume = labels(size[0], size[1], size[2], values);
            List<List<Integer>> parts = floods(values, size, of);
            List<Long> expected = new ArrayList<>();
            parts.forEach(p -> expected.add((long) p.size()));
            List<Long> sizes = new ArrayList<>();
            Arrays.stream(LabelRuns.of(volume).sizes(of)).forEach(sizes::add);
            Collections.sort(expected);
            Collections.sort(sizes);
            assertThat(sizes).as("seed %d", seed).isEqualTo(expected);

            assertRunSets(volume, 1, floods(values, size, v -> v == 1));

            int most = parts.stream().mapToInt(List::size).max().orElse(0);
            parts.stream().filter(p -> p.size() < most).forEach(p -> p.forEach(at -> values[at] = 0));
            assertThat(kept(volume, of, 0)).as("seed %d", seed).isEqualTo(values);
        }
    }

    /** Largest or not, each component as a set of voxels, in the order of their first; and all of the label together. */
    private static void assertRunSets(Volume volume, int label, List<List<Integer>> parts) {
        LabelRuns runs = LabelRuns.of(volume);
        List<List<Integer>> found = new ArrayList<>();
        runs.components(label, 2).forEach(set -> found.add(voxels(volume.grid(), set)));
        List<List<Integer>> expected = parts.stream()
                .filter(p -> p.size() >= 2)
                .map(p -> p.stream().sorted().toList())
                .toList();
        assertThat(found).isEqualTo(expected);
        assertThat(voxels(volume.grid(), runs.all(label)))
                .isEqualTo(parts.stream().flatMap(List::stream).sorted().toList());
    }

    private static List<Integer> voxels(Grid grid, RunSet set) {
        List<Integer> voxels = new ArrayList<>();
        for (int r = 0; r < set.size(); r++) {
            for (int i = set.first()[r]; i <= set.last()[r]; i++) {
                voxels.add((int) grid.index(i, set.j()[r], set.k()[r]));
            }
        }
        assertThat(set.voxels()).isEqualTo(voxels.size());
        return voxels;
    }

    private static List<List<Integer>> floods(int[] values, int[] size, IntPredicate of) {
        boolean[] seen = new boolean[values.length];
        List<List<Integer>> parts = new ArrayList<>();
        for (int seed = 0; seed < values.length; seed++) {
            if (seen[seed] || values[seed] == 0 || !of.test(values[seed])) {
                continue;
            }
            List<Integer> part = new ArrayList<>();
            Deque<Integer> open = new ArrayDeque<>(List.of(seed));
            seen[seed] = true;
            while (!open.isEmpty()) {
                int at = open.pop();
                part.add(at);
                for (int n = 0; n < 27; n++) {
                    int i = at % size[0] + n % 3 - 1;
                    int j = at / size[0] % size[1] + n / 3 % 3 - 1;
                    int k = at / size[0] / size[1] + n / 9 - 1;
                    if (i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]) {
                        continue;
                    }
                    int to = i + size[0] * (j + size[1] * k);
                    if (!seen[to] && values[to] != 0 && of.test(values[to])) {
                        seen[to] = true;
                        open.push(to);
                    }
                }
            }
            parts.add(part);
        }
        return parts;
    }
}
