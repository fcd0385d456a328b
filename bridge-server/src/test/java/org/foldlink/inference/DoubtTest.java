package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps of doubt on a network whose only logit is the voxel minus 0.5, the background's being 0. */
class DoubtTest {

    private static final Grid GRID = new Grid(9, 8, 7, Affine.IDENTITY);

    @TempDir
    Path folder;

    private Segmentation run(Volume input, Doubt doubt, String... folds) throws Exception {
        ModelDescriptor model = model().noMirroring().write(folder, folds);
        try (EnsembleSegmenter engine = new EnsembleSegmenter(
                new FakeRuntime(0.5f), EngineSettings.defaults().withThreads(2))) {
            return engine.segment(
                    new SegmentationRequest(model, List.of(input), SegmentationOptions.DEFAULT.withDoubt(doubt)),
                    SegmentationListener.SILENT,
                    new CancelToken());
        }
    }

    /** Each voxel has its own value; the network and the grid are the same, so nothing is resampled. */
    @Test
    void entropyIsThatOfTheVoxelsOwnSoftmax() throws Exception {
        Volume input = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (long v = 0; v < GRID.count(); v++) {
            input.voxels().set(v, v == 0 ? 0.5 : v == 1 ? 100 : 0.5 + 6 * Math.sin((double) v));
        }
        Volume doubt =
                run(input, Doubt.ENTROPY, "threshold", "threshold").doubt().orElseThrow();
        assertThat(doubt.type()).isEqualTo(VoxelType.UINT8);
        assertThat(doubt.grid()).isEqualTo(GRID);
        assertThat(doubt.voxels().get(0)).isEqualTo(100);
        assertThat(doubt.voxels().get(1)).isZero();
        for (long v = 0; v < GRID.count(); v++) {
            double p = 1 / (1 + Math.exp(0.5 - input.voxels().get(v)));
            double entropy = p == 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
            assertThat(doubt.voxels().get(v)).isCloseTo(100 * entropy, Offset.offset(0.51));
        }
    }

    @Test
    void foldsThatAgreeHaveNoVotesAgainstThemHoweverUnsureTheyAre() throws Exception {
        Volume input = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (long v = 0; v < GRID.count(); v++) {
            input.voxels().set(v, v % 2 == 0 ? 0.5 : 0.5001);
        }
        Segmentation result = run(input, Doubt.VOTES, "threshold", "threshold", "threshold");
        Volume doubt = result.doubt().orElseThrow();
        for (long v = 0; v < GRID.count(); v++) {
            assertThat(doubt.voxels().get(v)).isZero();
        }
        assertThat(result.foldAgreement()).containsEntry(1, 1.0);
    }

    @Test
    void oneFoldAloneHasNobodyToAgreeWith() throws Exception {
        Volume input = Volume.allocate(GRID, VoxelType.FLOAT32);
        input.voxels().set(4, 1);
        Segmentation result = run(input, Doubt.NONE, "threshold");
        assertThat(result.foldAgreement()).isEmpty();
        assertThat(result.doubt()).isEmpty();
    }
}
