package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sums of tiles against the formula, voxel by voxel in double precision. */
class SlidingWindowRunTest {

    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    private static Tensor image(Random random, int... size) {
        Tensor image = Tensor.allocate(1, size[0], size[1], size[2]);
        for (int z = 0; z < size[0]; z++) {
            float[] slice = image.slice(0, z);
            for (int i = 0; i < slice.length; i++) {
                slice[i] = random.nextInt(9) - 4;
            }
        }
        return image;
    }

    private static Tiling tiling(int[] size, TileShape shape, List<Integer> axes) {
        return new Tiling(
                new int[][] {
                    Tiles.starts(size[0], shape.depth()),
                    Tiles.starts(size[1], shape.height()),
                    Tiles.starts(size[2], shape.width())
                },
                ImportanceMap.of(shape.depth(), shape.height(), shape.width()),
                Tiling.flips(axes));
    }

    /** Copies what it is given. */
    private static final class Kept implements SlidingWindow.Sink {

        final float[][][] logits;
        final float[] @Nullable [] coverage;
        boolean finite = true;

        Kept(int depth) {
            logits = new float[depth][][];
            coverage = new float[depth][];
        }

        @Override
        public void slice(int z, float[][] heads, float @Nullable [] share) {
            assertThat(logits[z]).as("slice %d, once", z).isNull();
            logits[z] = Arrays.stream(heads).map(float[]::clone).toArray(float[][]::new);
            coverage[z] = share;
            for (float[] head : heads) {
                Arrays.fill(head, Float.NaN); // the receiver's to write into: later slices must not see it
            }
        }

        @Override
        public void notFinite() {
            finite = false;
        }
    }

    /** {@code [head, 0: weighted sum, 1: weights run, 2: weights left out]} at one voxel. */
    private static double[][] formula(Tensor image, Tiling tiling, TileShape shape, int[] at, TileGate gate)
            throws CancelledException {
        double[][] sums = new double[shape.heads()][3];
        int number = 0;
        for (int z0 : tiling.starts(0)) {
            for (int y0 : tiling.starts(1)) {
                for (int x0 : tiling.starts(2)) {
                    int[] t = {at[0] - z0, at[1] - y0, at[2] - x0};
                    boolean runs = gate.enter(new TileGate.Tile(number++, z0, y0, x0));
                    if (t[0] < 0
                            || t[0] >= shape.depth()
                            || t[1] < 0
                            || t[1] >= shape.height()
                            || t[2] < 0
                            || t[2] >= shape.width()) {
                        continue;
                    }
                    float weight = tiling.importance()[(t[0] * shape.height() + t[1]) * shape.width() + t[2]];
                    for (boolean[] flip : tiling.flips()) {
                        int z = flip[0] ? shape.depth() - 1 - t[0] : t[0];
                        int y = flip[1] ? shape.height() - 1 - t[1] : t[1];
                        int x = flip[2] ? shape.width() - 1 - t[2] : t[2];
                        int v = (z * shape.height() + y) * shape.width() + x;
                        for (int h = 0; h < shape.heads(); h++) {
                            if (runs) {
                                sums[h][0] += weight * PlaceNetwork.logit(h, v, image.at(0, at[0], at[1], at[2]));
                            }
                            sums[h][runs ? 1 : 2] += weight;
                        }
                    }
                }
            }
        }
        return sums;
    }

    private static void compare(Tensor image, Tiling tiling, TileShape shape, TileGate gate, Kept kept)
            throws CancelledException {
        for (int z = 0; z < image.depth(); z++) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    int i = y * image.width() + x;
                    double[][] sums = formula(image, tiling, shape, new int[] {z, y, x}, gate);
                    for (int h = 0; h < shape.heads(); h++) {
                        double expected = sums[h][1] == 0 ? 0 : sums[h][0] / sums[h][1];
                        assertThat((double) kept.logits[z][h][i])
                                .as("head %d at (%d, %d, %d)", h, z, y, x)
                                .isCloseTo(expected, Offset.offset(2e-6 * Math.max(1, Math.abs(expected))));
                    }
                    float[] coverage = kept.coverage[z];
                    double share = coverage == null ? 1 : coverage[i];
                    assertThat(share).isCloseTo(sums[0][1] / (sums[0][1] + sums[0][2]), Offset.offset(1e-6));
                }
            }
        }
    }

    @Test
    void theMeanIsTheFormulasOnRandomGridsWithAndWithoutMirroringFoldAfterFold() throws Exception {
        Random random = new Random(3);
        List<List<Integer>> mirrorings = List.of(List.of(), List.of(2), List.of(0, 1), List.of(0, 1, 2));
        for (int round = 0; round < 12; round++) {
            int[] size = {1 + random.nextInt(14), 1 + random.nextInt(12), 1 + random.nextInt(12)};
            TileShape shape = new TileShape(1, 3, round % 4 == 3 ? 1 : 2 + random.nextInt(6), 4 + random.nextInt(3), 5);
            Tensor image = image(random, size);
            Tiling tiling = tiling(size, shape, mirrorings.get(round % 4));
            SlidingWindow window = new SlidingWindow(image, tiling, shape, WORKERS);
            for (int fold = 0; fold < 2; fold++) { // the second sums into used slices
                Kept kept = new Kept(size[0]);
                int[] done = {0};
                window.run(new PlaceNetwork(shape), new CancelToken(), TileGate.OPEN, () -> done[0]++, kept);
                compare(image, tiling, shape, TileGate.OPEN, kept);
                assertThat(done[0]).isEqualTo(window.tiles());
                assertThat(Arrays.asList(kept.coverage)).containsOnlyNulls();
            }
        }
    }

    @Test
    void tilesThatAreLeftOutHaveNoSayAndAreCounted() throws Exception {
        int[] size = {11, 9, 13};
        TileShape shape = new TileShape(1, 2, 4, 4, 6);
        Tensor image = image(new Random(4), size);
        Tiling tiling = tiling(size, shape, List.of(1));
        TileGate gate = tile -> tile.number() % 3 == 0;
        SlidingWindow window = new SlidingWindow(image, tiling, shape, WORKERS);
        PlaceNetwork network = new PlaceNetwork(shape);
        Kept kept = new Kept(size[0]);
        List<Integer> numbers = new ArrayList<>();
        TileGate counting = tile -> {
            numbers.add(tile.number());
            return gate.enter(tile);
        };
        window.run(network, new CancelToken(), counting, () -> {}, kept);
        compare(image, tiling, shape, gate, kept);
        assertThat(numbers).hasSize(window.tiles()).isSorted().doesNotHaveDuplicates();
        assertThat(network.passes).isEqualTo(2 * ((window.tiles() + 2) / 3));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void tenMillionVoxelsOfOneValueTakeOnePassAFold() throws Exception {
        int[] size = {250, 200, 200};
        TileShape shape = new TileShape(1, 2, 64, 64, 64);
        Tensor image = Tensor.allocate(1, size[0], size[1], size[2]);
        for (int z = 0; z < size[0]; z++) {
            Arrays.fill(image.slice(0, z), -1024);
        }
        SlidingWindow window = new SlidingWindow(image, tiling(size, shape, List.of(2)), shape, WORKERS);
        for (int fold = 0; fold < 2; fold++) {
            PlaceNetwork network = new PlaceNetwork(shape);
            Kept kept = new Kept(size[0]);
            window.run(network, new CancelToken(), TileGate.OPEN, () -> {}, kept);
            assertThat(network.passes).isEqualTo(1);
            assertThat(kept.finite).isTrue();
        }
    }

    @Test
    void constantTilesAreReusedOnlyAfterTheSameConstantsAndWithTheSameResult() throws Exception {
        int[] size = {4, 4, 20};
        TileShape shape = new TileShape(1, 2, 4, 4, 4);
        Tensor image = Tensor.allocate(1, 4, 4, 20);
        // Tiles start at x = 0, 2, … 16: constant 5 up to x = 9, then a voxel that differs, then 0.
        for (int z = 0; z < 4; z++) {
            for (int i = 0; i < 80; i++) {
                image.slice(0, z)[i] = i % 20 < 10 ? 5 : 0;
            }
        }
        image.slice(0, 2)[2 * 20 + 12] = 7;
        Tiling tiling = tiling(size, shape, List.of());
        PlaceNetwork network = new PlaceNetwork(shape);
        Kept kept = new Kept(4);
        new SlidingWindow(image, tiling, shape, WORKERS).run(network, new CancelToken(), TileGate.OPEN, () -> {}, kept);
        // 0 runs, 2, 4 and 6 reuse it; 8, 10 and 12 differ within; 14 runs, 16 reuses it.
        assertThat(network.passes).isEqualTo(1 + 3 + 1);
        compare(image, tiling, shape, TileGate.OPEN, kept);
    }

    @Test
    void paddingIsAConstantOnlyBesideZeros() throws Exception {
        TileShape shape = new TileShape(1, 2, 6, 6, 6);
        for (float value : new float[] {0, 3}) {
            Tensor image = Tensor.allocate(1, 3, 3, 3);
            for (int z = 0; z < 3; z++) {
                Arrays.fill(image.slice(0, z), value);
            }
            Tiling tiling = tiling(new int[] {3, 3, 3}, shape, List.of(0, 1, 2));
            PlaceNetwork network = new PlaceNetwork(shape);
            Kept kept = new Kept(3);
            new SlidingWindow(image, tiling, shape, WORKERS)
                    .run(network, new CancelToken(), TileGate.OPEN, () -> {}, kept);
            assertThat(network.passes).isEqualTo(value == 0 ? 1 : 8);
            compare(image, tiling, shape, TileGate.OPEN, kept);
        }
    }

    @Test
    void aLogitThatIsNotFiniteEndsTheFoldAtItsTile() throws Exception {
        int[] size = {4, 4, 12};
        TileShape shape = new TileShape(1, 2, 4, 4, 4);
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            Tensor image = image(new Random(8), size);
            image.slice(0, 1)[6] = bad;
            PlaceNetwork network = new PlaceNetwork(shape);
            Kept kept = new Kept(4);
            new SlidingWindow(image, tiling(size, shape, List.of()), shape, WORKERS)
                    .run(network, new CancelToken(), TileGate.OPEN, () -> {}, kept);
            assertThat(kept.finite).isFalse();
            assertThat(network.passes).isEqualTo(3); // tiles at x = 0, 2 and 4; the third reaches it
        }
    }
}
