package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.TestVolumes;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine on ONNX Runtime: volume in, labelmap out. */
class OnnxSegmenterTest {

    private static EnsembleSegmenter engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        engine = OnnxSegmenter.create(EngineSettings.defaults().withThreads(2));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Segmentation run(ModelDescriptor model, SegmentationOptions options, Volume... channels)
            throws Exception {
        return engine.segment(
                new SegmentationRequest(model, List.of(channels), options),
                SegmentationListener.SILENT,
                new CancelToken());
    }

    private static void assertThresholded(Volume labels, Volume input, double threshold) {
        assertThat(labels.grid()).isEqualTo(input.grid());
        for (long v = 0; v < input.voxels().count(); v++) {
            double expected = input.voxels().get(v) > threshold ? 1 : 0;
            if (labels.voxels().get(v) != expected) {
                assertThat(labels.voxels().get(v))
                        .as(
                                "voxel %d of %s, value %s",
                                v, input.grid(), input.voxels().get(v))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aThresholdingNetworkGivesTheThresholdedInputOnItsOwnGrid() throws Exception {
        Random random = new Random(20260101);
        String[] readers = {"SimpleITKIO", "NibabelIOWithReorient"};
        for (int round = 0; round < 24; round++) {
            List<Integer> forward =
                    round % 3 == 0 ? List.of(0, 1, 2) : round % 3 == 1 ? List.of(2, 0, 1) : List.of(1, 0, 2);
            List<Integer> backward = round % 3 == 1 ? List.of(1, 2, 0) : forward;
            // The network's own spacing, so nothing is resampled, but sizes below, at and above the patch.
            Grid grid = TestVolumes.grid(random, 3, 20, 1, 1);
            ModelDescriptor model = model().reader(readers[round % 2])
                    .transpose(forward, backward)
                    .write(folder.resolve("round" + round), "threshold");
            Volume input = TestVolumes.random(random, grid);
            assertThresholded(run(model, SegmentationOptions.DEFAULT, input).labels(), input, 0.5);
        }
    }

    @Test
    void theFoldsMeanDecides() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold", "threshold_high", "threshold");
        Random random = new Random(5);
        Volume input = TestVolumes.random(random, TestVolumes.grid(random, 9, 15, 1, 1));
        List<Preview> previews = new ArrayList<>();
        List<Progress> progress = new ArrayList<>();
        Segmentation result = engine.segment(
                new SegmentationRequest(model, List.of(input), SegmentationOptions.DEFAULT.withDoubt(Doubt.VOTES)),
                new SegmentationListener() {
                    @Override
                    public void progress(Progress p) {
                        progress.add(p);
                    }

                    @Override
                    public void preview(Preview p) {
                        previews.add(p);
                    }
                },
                new CancelToken());
        assertThat(previews).extracting(Preview::foldsDone).containsExactly(1, 2);
        assertThresholded(previews.get(0).labels(), input, 0.5);
        assertThresholded(previews.get(1).labels(), input, 0.625);
        assertThresholded(result.labels(), input, 0.5 + 0.25 / 3);
        // Between 0.5 and 7/12 two of three folds say 1 and the mean 0; up to 3/4 one says 0 and the mean 1.
        Volume doubt = result.doubt().orElseThrow();
        long ones = 0;
        long agreed = 0;
        for (long v = 0; v < input.voxels().count(); v++) {
            double x = input.voxels().get(v);
            double expected = x < 0.5 || x > 0.75 ? 0 : x < 0.5 + 0.25 / 3 ? 67 : 33;
            assertThat(doubt.voxels().get(v)).as("value %s", x).isEqualTo(expected);
            if (result.labels().voxels().get(v) == 1) {
                ones++;
                agreed += x > 0.75 ? 3 : 2;
            }
        }
        assertThat(result.foldAgreement()).containsOnlyKeys(1);
        assertThat(result.foldAgreement().get(1)).isEqualTo(agreed / 3.0 / ones);
        assertThat(result.provenance().folds()).containsExactly(0, 1, 2);
        assertThat(result.provenance().mirroring()).isTrue();
        assertThat(result.provenance().engine()).isEqualTo("ONNX Runtime 1.29.0");
        assertThat(progress.get(0).phase()).isEqualTo(Progress.Phase.PREPROCESSING);
        assertThat(progress.get(progress.size() - 1).phase()).isEqualTo(Progress.Phase.DONE);
        Progress lastTile = progress.stream()
                .filter(p -> p.phase() == Progress.Phase.INFERENCE)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(lastTile.fold()).isEqualTo(3);
        assertThat(lastTile.tile()).isEqualTo(lastTile.tiles()).isGreaterThan(1);
        assertThat(lastTile.secondsLeft()).isZero();
        assertThat(result.secondsByPhase()).containsOnlyKeys("loading", "preprocessing", "inference", "export");
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheMean() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold", "threshold_high");
        Random random = new Random(6);
        Volume input = TestVolumes.random(random, TestVolumes.grid(random, 5, 12, 1, 1));
        Segmentation result =
                run(model, SegmentationOptions.DEFAULT.withProbabilities(true).withMirroring(false), input);
        assertThat(result.probabilities()).hasSize(2);
        for (long v = 0; v < input.voxels().count(); v++) {
            double p = 1 / (1 + Math.exp(-(input.voxels().get(v) - 0.625)));
            assertThat(List.copyOf(result.probabilities().values())
                            .get(1)
                            .voxels()
                            .get(v))
                    .isCloseTo(p, org.assertj.core.data.Offset.offset(1e-6));
            assertThat(List.copyOf(result.probabilities().values())
                            .get(0)
                            .voxels()
                            .get(v))
                    .isCloseTo(1 - p, org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void resampledLabelsStayInPlaceOnObliqueAnisotropicGrids() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 8; round++) {
            Grid grid = TestVolumes.grid(random, 16, 26, 0.8, 2.5);
            ModelDescriptor model = model().spacing(1.5, 1.2, 1.1)
                    .reader(round % 2 == 0 ? "SimpleITKIO" : "SimpleITKIOWithReorient")
                    .write(folder.resolve("round" + round), "threshold");
            Volume input = TestVolumes.ball(grid, 0.4, 0.6, 0.45, 8);
            Volume labels = run(model, SegmentationOptions.DEFAULT.withMirroring(false), input)
                    .labels();
            assertThat(labels.grid()).isEqualTo(grid);
            long wrong = 0;
            long inside = 0;
            for (long v = 0; v < grid.count(); v++) {
                double x = input.voxels().get(v);
                inside += x > 0.5 ? 1 : 0;
                // Away from the edge of the ball there is nothing to disagree about.
                wrong += Math.abs(x - 0.5) > 0.25
                                && (x > 0.5) != (labels.voxels().get(v) == 1)
                        ? 1
                        : 0;
            }
            assertThat(inside).isGreaterThan(100);
            assertThat(wrong).as("round %d, %s", round, grid).isZero();
        }
    }

    @Test
    void severalChannelsAndRegionsAreTakenInOrder() throws Exception {
        Random random = new Random(8);
        Grid grid = TestVolumes.grid(random, 8, 12, 1, 1);
        Volume a = TestVolumes.random(random, grid);
        Volume b = TestVolumes.random(random, grid);
        ModelDescriptor model = model().channels(2).labels(2).write(folder, "two_channels");
        Volume labels = run(model, SegmentationOptions.DEFAULT, a, b).labels();
        for (long v = 0; v < grid.count(); v++) {
            double x = a.voxels().get(v);
            double y = b.voxels().get(v);
            if (Math.abs(x - y) > 1e-4) {
                double expected = Math.max(x, y) < 0.5 ? 0 : x > y ? 1 : 2;
                assertThat(labels.voxels().get(v)).isEqualTo(expected);
            }
        }
        // As regions: head 0 (a constant 0) never, head 1 above 0.5 writes 2.
        ModelDescriptor regions = model().regions().write(folder.resolve("regions"), "threshold");
        Segmentation result = run(regions, SegmentationOptions.DEFAULT.withProbabilities(true), a);
        Volume core = result.labels();
        assertThat(result.probabilities().keySet()).containsExactly(1, 2);
        for (long v = 0; v < grid.count(); v++) {
            assertThat(core.voxels().get(v)).isEqualTo(a.voxels().get(v) > 0.5 ? 2 : 0);
        }
    }

    @Test
    void whatIsOutsideTheNonzeroCropIsBackground() throws Exception {
        Random random = new Random(9);
        Grid grid = TestVolumes.grid(random, 20, 22, 1, 1);
        Volume input = Volume.allocate(grid, VoxelType.FLOAT32);
        for (int n = 0; n < 60; n++) {
            input.voxels().set(grid.index(4 + random.nextInt(8), 9 + random.nextInt(3), 12 + random.nextInt(5)), 0.9);
        }
        ModelDescriptor model = model().write(folder, "threshold");
        assertThresholded(run(model, SegmentationOptions.DEFAULT, input).labels(), input, 0.5);
        Volume empty = Volume.allocate(grid, VoxelType.INT16);
        assertThresholded(run(model, SegmentationOptions.DEFAULT, empty).labels(), empty, 0.5);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aCancelStopsTheTileThatRuns() throws Exception {
        ModelDescriptor model = model().patch(32, 32, 32).write(folder, "slow");
        Volume input = TestVolumes.random(new Random(1), TestVolumes.grid(new Random(1), 40, 40, 1, 1));
        CancelToken cancel = new CancelToken();
        List<Progress> progress = new ArrayList<>();
        Thread canceller = new Thread(() -> {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cancel.cancel();
        });
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress p) {
                progress.add(p);
                if (p.phase() == Progress.Phase.INFERENCE) {
                    canceller.start();
                }
            }

            @Override
            public void preview(Preview p) {}
        };
        assertThatThrownBy(() -> engine.segment(
                        new SegmentationRequest(model, List.of(input), SegmentationOptions.DEFAULT), listener, cancel))
                .isInstanceOf(CancelledException.class)
                .hasMessage("the run was cancelled");
        canceller.join();
        assertThat(progress.get(progress.size() - 1).tile()).isZero();
        // The engine is whole afterwards.
        ModelDescriptor next = model().write(folder.resolve("next"), "threshold");
        assertThresholded(run(next, SegmentationOptions.DEFAULT, input).labels(), input, 0.5);
    }

    @Test
    void anOnnxFileThatIsMissingCorruptOrUnfitIsNamed() throws Exception {
        Volume input = TestVolumes.random(new Random(1), TestVolumes.grid(new Random(1), 8, 9, 1, 1));
        ModelDescriptor missing = model().write(folder.resolve("missing"), "threshold");
        Files.delete(missing.folds().get(0).onnx());
        assertBad(
                missing,
                input,
                "model " + missing.id() + ": fold_0/model.onnx is missing (expected at least one fold)");

        ModelDescriptor corrupt = model().write(folder.resolve("corrupt"), "threshold");
        Files.writeString(corrupt.folds().get(0).onnx(), "not a network");
        assertThatThrownBy(() -> run(corrupt, SegmentationOptions.DEFAULT, input))
                .isInstanceOfSatisfying(SegmentationException.class, e -> {
                    assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL);
                    assertThat(e.getMessage())
                            .startsWith(
                                    "fold_0/model.onnx is not a network that ONNX Runtime 1.29.0 can load (13 bytes): ")
                            .endsWith("; verify the model's files");
                });

        ModelDescriptor classes = model().labels(4).write(folder.resolve("classes"), "threshold");
        assertBad(
                classes,
                input,
                "fold_0/model.onnx output logits has shape [any, 2, 6, 7, 8] (the model's plan asks for [1, 5, 6, 7, 8]: batch,"
                        + " classes, patch z, y, x)");
        ModelDescriptor patch = model().patch(8, 8, 8).write(folder.resolve("patch"), "threshold");
        assertBad(
                patch,
                input,
                "fold_0/model.onnx input input has shape [any, 1, 6, 7, 8] (the model's plan asks for [1, 1, 8, 8, 8]: batch,"
                        + " channels, patch z, y, x)");
        assertThat(engine.verify(patch)).containsOnlyKeys("fold_0/model.onnx");
        assertThat(engine.verify(model().write(folder.resolve("good"), "threshold")))
                .containsEntry("fold_0/model.onnx", "");

        ModelDescriptor infinite = model().write(folder.resolve("infinite"), "not_finite");
        assertThatThrownBy(() -> run(infinite, SegmentationOptions.DEFAULT, input))
                .isInstanceOf(SegmentationException.class)
                .hasMessage("fold 0 gives logits that are not finite (expected finite numbers; verify the model's files"
                        + " and the volume's intensities)");
    }

    private static void assertBad(ModelDescriptor model, Volume input, String message) {
        assertThatThrownBy(() -> run(model, SegmentationOptions.DEFAULT, input))
                .isInstanceOfSatisfying(SegmentationException.class, e -> {
                    assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL);
                    assertThat(e).hasMessage(message);
                });
    }

    @Test
    void aDeviceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> OnnxSegmenter.create(EngineSettings.defaults().withDevice("tpu")))
                .hasMessage("device = tpu (expected cpu, cuda, cuda:N, tensorrt or tensorrt:N)");
        if (!ai.onnxruntime.OrtEnvironment.getAvailableProviders().contains(ai.onnxruntime.OrtProvider.CUDA)) {
            assertThatThrownBy(
                            () -> OnnxSegmenter.create(EngineSettings.defaults().withDevice("cuda:1")))
                    .hasMessage("device = cuda:1 (this build runs on the CPU only; build one for GPUs with"
                            + " ./foldlink build --gpu, and see what ./foldlink doctor says is missing)");
        }
    }
}
