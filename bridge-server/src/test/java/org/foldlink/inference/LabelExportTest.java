package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.ReaderOrientation;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The short cut of the export against every head interpolated at every voxel. */
class LabelExportTest {

    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    /** Patches of constant scores with single voxels between them, so that equals, edges and thin structures all occur. */
    private static Tensor scores(Random random, int heads, int... size) {
        Tensor scores = Tensor.allocate(heads, size[0], size[1], size[2]);
        for (int h = 0; h < heads; h++) {
            for (int z = 0; z < size[0]; z++) {
                float[] slice = scores.slice(h, z);
                for (int i = 0; i < slice.length; i++) {
                    boolean repeat = i > 0 && random.nextInt(4) > 0;
                    slice[i] = repeat ? slice[i - 1] : random.nextInt(7) - 3 + (random.nextInt(3) == 0 ? 0.3f : 0);
                }
            }
        }
        return scores;
    }

    private static Volume everyHeadEverywhere(
            Scores scores, Frame frame, LabelRule rule, Optional<Box> box, VoxelType type) {
        Volume to = Volume.allocate(frame.axes().grid(), type);
        RowSampler sampler = new RowSampler(frame);
        RegionMask region = new RegionMask(frame, box);
        int width = frame.size(2);
        float[][] rows = new float[scores.sum().channels()][width];
        char[] labels = new char[width];
        for (int z = 0; z < frame.size(0); z++) {
            for (int y = 0; y < frame.size(1); y++) {
                for (int h = 0; h < rows.length; h++) {
                    sampler.row(scores.sum(), h, z, y, rows[h]);
                }
                rule.decide(rows, width, scores.threshold(), new float[width], labels);
                for (int x = 0; x < width; x++) {
                    if (region.contains(z, y, x)) {
                        to.voxels()
                                .set(
                                        frame.axes().index(z + frame.start(0), y + frame.start(1), x + frame.start(2)),
                                        labels[x]);
                    }
                }
            }
        }
        return to;
    }

    @Test
    void labelsAreThoseOfEveryHeadInterpolatedEverywhere() {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            int[] net = {1 + random.nextInt(7), 1 + random.nextInt(9), 1 + random.nextInt(9)};
            int[] block = new int[3];
            int[] start = {random.nextInt(3), random.nextInt(3), random.nextInt(3)};
            AxisTaps[] back = new AxisTaps[3];
            AxisTaps[] nearest = new AxisTaps[3];
            for (int a = 0; a < 3; a++) {
                block[a] = random.nextInt(3) == 0 ? net[a] : 1 + random.nextInt(14);
                back[a] = new AxisTaps(net[a], block[a], random.nextInt(4) == 0 ? 0 : 1);
                nearest[a] = new AxisTaps(net[a], block[a], 0);
            }
            double flip = random.nextBoolean() ? -1 : 1;
            Grid grid = new Grid(
                    block[2] + start[2] + 1,
                    block[1] + start[1] + 2,
                    block[0] + start[0],
                    Affine.ofSpacing(flip, 1, flip, new Vec3(1, 2, 3)));
            AxisMap axes = AxisMap.of(grid, ReaderOrientation.RAS, List.of(0, 1, 2));
            Frame frame = new Frame(axes, start, block, back, nearest);
            boolean regions = random.nextInt(3) == 0;
            int heads = 2 + random.nextInt(4);
            LabelRule rule =
                    LabelRule.of(heads, regions ? List.of(3, 1, 2, 7, 200).subList(0, heads) : List.of());
            Scores scores = new Scores(scores(random, heads, net), 1 + random.nextInt(5), Activation.NONE);
            VoxelType type = random.nextBoolean() ? VoxelType.UINT8 : VoxelType.UINT16;
            Optional<Box> box = random.nextInt(4) == 0
                    ? Optional.of(new Box(new Vec3(-3, 0, -3), new Vec3(4, 6, 5)))
                    : Optional.empty();
            Volume expected = everyHeadEverywhere(scores, frame, rule, box, type);
            Volume labels = new GridExport(frame, rule, WORKERS, box, () -> false).labels(scores, type);
            for (long i = 0; i < grid.count(); i++) {
                assertThat(labels.voxels().get(i))
                        .as("round %d, voxel %d", round, i)
                        .isEqualTo(expected.voxels().get(i));
            }
            // Piece by piece as the network's slices get ready, each piece once.
            LabelExport pieces = new LabelExport(frame, rule, WORKERS, new RegionMask(frame, box), () -> false);
            Volume streamed = Volume.allocate(grid, type);
            int done = 0;
            for (int z = 1; z <= net[0]; z++) {
                int ready = pieces.ready(z);
                pieces.write(scores, done, ready, streamed);
                done = ready;
            }
            assertThat(done).isEqualTo(block[0]);
            for (long i = 0; i < grid.count(); i++) {
                assertThat(streamed.voxels().get(i)).isEqualTo(expected.voxels().get(i));
            }
        }
    }

    @Test
    void aLabelThatOnlyInterpolationGivesIsFoundBetweenTwoOthers() {
        // Head 2 is second at both voxels and first halfway.
        Tensor sum = Tensor.of(1, 2, new float[][][] {{{10, 0}}, {{0, 10}}, {{8, 8}}});
        Grid grid = new Grid(3, 1, 1, Affine.IDENTITY);
        AxisMap axes = AxisMap.of(grid, ReaderOrientation.AS_STORED, List.of(0, 1, 2));
        AxisTaps one = new AxisTaps(1, 1, 1);
        AxisTaps nearest = AxisTaps.linear(2, 3, 0.5, 0, 0);
        Scores scores = new Scores(sum, 1, Activation.NONE);
        for (int order = 0; order <= 1; order++) {
            Frame frame = new Frame(
                    axes,
                    new int[3],
                    new int[] {1, 1, 3},
                    new AxisTaps[] {one, one, AxisTaps.linear(2, 3, 0.5, 0, order)},
                    new AxisTaps[] {one, one, nearest});
            GridExport export =
                    new GridExport(frame, LabelRule.of(3, List.of()), WORKERS, Optional.empty(), () -> false);
            assertThat(row(export.labels(scores, VoxelType.UINT8))).containsExactly(0, order == 0 ? 1 : 2, 1);
        }
    }

    private static double[] row(Volume volume) {
        return new double[] {volume.at(0, 0, 0), volume.at(1, 0, 0), volume.at(2, 0, 0)};
    }

    @Test
    void probabilitiesDecideAtOneHalf() {
        Tensor sum = Tensor.of(1, 3, new float[][][] {{{0.9f, 1f, 1.1f}}});
        Grid grid = new Grid(3, 1, 1, Affine.IDENTITY);
        AxisTaps one = new AxisTaps(1, 1, 1);
        AxisTaps same = new AxisTaps(3, 3, 1);
        Frame frame = new Frame(
                AxisMap.of(grid, ReaderOrientation.AS_STORED, List.of(0, 1, 2)),
                new int[3],
                new int[] {1, 1, 3},
                new AxisTaps[] {one, one, same},
                new AxisTaps[] {one, one, new AxisTaps(3, 3, 0)});
        GridExport export = new GridExport(frame, LabelRule.of(1, List.of(4)), WORKERS, Optional.empty(), () -> false);
        Scores twoFolds = new Scores(sum, 2, Activation.SIGMOID);
        assertThat(row(export.labels(twoFolds, VoxelType.UINT8))).containsExactly(0, 0, 4);
    }
}
