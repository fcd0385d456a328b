package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEstimateTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);

    @TempDir
    Path folder;

    @Test
    void tilesPassesAndFoldsAreThoseOfTheRun() throws Exception {
        ModelDescriptor model = TestModels.model().write(folder, "threshold", "threshold");
        Grid grid = new Grid(20, 7, 9, Affine.ofSpacing(1, 1, 2, Vec3.ZERO));
        SegmentationRequest request = new SegmentationRequest(
                model, List.of(Volume.allocate(grid, VoxelType.INT16)), SegmentationOptions.DEFAULT);
        RunEstimate estimate = RunEstimate.of(model, grid, SegmentationOptions.DEFAULT, SETTINGS);
        // 18 x 7 x 20 voxels at 1 mm by tiles of 6 x 7 x 8: 5 x 1 x 4; three axes mirror.
        assertThat(estimate.parts()).containsExactly(new RunEstimate.Part("3d_fullres", 20, 8, 2, 6 * 7 * 8));
        assertThat(estimate.runs()).isEqualTo(320);
        assertThat(estimate.seconds(0.5)).isEqualTo(320 * 336 * 0.5);
        assertThat(estimate.findings()).isEmpty();
        try (EnsembleSegmenter engine = new EnsembleSegmenter(new FakeRuntime(0.5f), SETTINGS)) {
            assertThat(estimate.bytes()).isEqualTo(engine.estimateBytes(request));
        }
        RunEstimate plain = RunEstimate.of(
                model, grid, SegmentationOptions.DEFAULT.withMirroring(false).withFolds(1), SETTINGS);
        assertThat(plain.runs()).isEqualTo(20);
    }

    @Test
    void whatWouldNotFitIsFound() throws Exception {
        ModelDescriptor model = TestModels.model().write(folder, "threshold");
        Grid large = new Grid(2000, 2000, 2000, Affine.IDENTITY);
        RunEstimate estimate =
                RunEstimate.of(model, large, SegmentationOptions.DEFAULT, SETTINGS.withMemoryLimitBytes(1 << 30));
        assertThat(estimate.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.ERROR);
            assertThat(finding.message()).startsWith("this run needs about ").contains("the limit is 1024 MiB");
        });
    }

    @Test
    void aTrialIsAQuarterCoarserThanTheNetworkAndTakesTwoTiles() throws Exception {
        ModelDescriptor model = TestModels.model()
                .spacing(2.5, 0.8, 0.8)
                .patch(12, 28, 16)
                .transpose(List.of(1, 0, 2), List.of(1, 0, 2))
                .normalization("CTNormalization")
                .write(folder, "threshold");
        Trial trial = Trial.of(model);
        assertThat(trial.channels()).containsExactly(ChannelValues.HOUNSFIELD);
        // The network's first axis is the volume's j, its second is k.
        assertThat(trial.grid().spacing().x()).isEqualTo(1);
        assertThat(trial.grid().spacing().y()).isEqualTo(3.125);
        assertThat(trial.grid().spacing().z()).isEqualTo(1);
        assertThat(List.of(
                        trial.grid().sizeI(), trial.grid().sizeJ(), trial.grid().sizeK()))
                .containsExactly(18, 8, 20);
        assertThat(trial.grid().centre().norm()).isLessThan(1e-9);
        assertThat(RunEstimate.of(model, trial.grid(), SegmentationOptions.DEFAULT, SETTINGS)
                        .parts()
                        .get(0)
                        .tiles())
                .isEqualTo(2);
    }
}
