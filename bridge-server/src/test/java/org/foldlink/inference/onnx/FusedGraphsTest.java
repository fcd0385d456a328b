package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Fused;
import org.foldlink.inference.FusedTestModel;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.TestModels;
import org.foldlink.inference.TestVolumes;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fused graphs on the CPU, through the whole engine, against the same engine with a network a fold. */
@Timeout(120)
class FusedGraphsTest {

    /** Two classes' probabilities this near may fall either way: logits apart by less than twice the gate of 5e-3. */
    private static final double NEAR = 2.5e-3;

    private static final SegmentationOptions OPTIONS = SegmentationOptions.DEFAULT.withDoubt(Doubt.VOTES);

    private static EnsembleSegmenter plain;
    private static EnsembleSegmenter fused;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        plain = engine(Fused.NEVER);
        fused = engine(Fused.ALWAYS);
    }

    private static EnsembleSegmenter engine(Fused when) throws Exception {
        return OnnxSegmenter.create(
                EngineSettings.defaults().withThreads(1).withGpu(GpuSettings.DEFAULT.withFused(when)));
    }

    @AfterAll
    static void close() {
        plain.close();
        fused.close();
    }

    private static Segmentation run(
            EnsembleSegmenter engine, ModelDescriptor model, SegmentationOptions options, Volume... channels)
            throws Exception {
        return engine.segment(
                new SegmentationRequest(model, List.of(channels), options),
                SegmentationListener.SILENT,
                new CancelToken());
    }

    private static Volume smooth(Random random, Grid grid) {
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        double[] phase = random.doubles(6, 0, 6).toArray();
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    double wave = Math.sin(i * 0.7 + phase[0])
                            + Math.sin(j * 0.5 + phase[1] + Math.sin(k * 0.4 + phase[2]))
                            + Math.sin(k * 0.9 + phase[3]);
                    volume.voxels().set(grid.index(i, j, k), 50 + 20 * wave + 5 * random.nextGaussian());
                }
            }
        }
        return volume;
    }

    /** Whether a voxel's two likeliest classes are so near that either label is right. */
    private static boolean near(List<Volume> probabilities, long voxel) {
        double[] p = probabilities.stream()
                .mapToDouble(v -> v.voxels().get(voxel))
                .sorted()
                .toArray();
        return p[p.length - 1] - p[p.length - 2] <= NEAR;
    }

    private void assertSame(ModelDescriptor model, SegmentationOptions options, Volume... channels) throws Exception {
        Segmentation expected = run(plain, model, options.withProbabilities(true), channels);
        Segmentation found = run(fused, model, options, channels);
        assertThat(expected.provenance().engine()).doesNotContain("fused");
        assertThat(found.provenance().engine()).endsWith(", fused graphs");
        assertThat(found.labels().grid()).isEqualTo(expected.labels().grid());
        assertThat(found.labels().type()).isEqualTo(expected.labels().type());
        long labelled = 0;
        long doubts = 0;
        for (long v = 0; v < found.labels().grid().count(); v++) {
            double label = expected.labels().voxels().get(v);
            labelled += label != 0 ? 1 : 0;
            if (found.labels().voxels().get(v) != label) {
                assertThat(near(List.copyOf(expected.probabilities().values()), v))
                        .as("voxel %d", v)
                        .isTrue();
            }
            double percent = expected.doubt().orElseThrow().voxels().get(v);
            doubts += found.doubt().orElseThrow().voxels().get(v) == percent ? 0 : 1;
        }
        assertThat(labelled).isPositive();
        // A fold's own logits may be near, too, and are not at hand.
        assertThat(doubts).isLessThanOrEqualTo(found.labels().grid().count() / 500);
        Map<Integer, Double> agreement = expected.foldAgreement();
        assertThat(found.foldAgreement().keySet()).isEqualTo(agreement.keySet());
        agreement.forEach(
                (label, share) -> assertThat(found.foldAgreement().get(label)).isCloseTo(share, Offset.offset(2e-3)));
    }

    @Test
    void labelsAndVotesAreThoseOfANetworkAFold() throws Exception {
        Random random = new Random(20260303);
        for (int round = 0; round < 8; round++) {
            // Oblique and flipped; below, at and above the patch; resampled; every third with slices far apart.
            double thick = round % 3 == 2 ? 4 : 1.2;
            Grid grid = TestVolumes.grid(random, round % 2 == 0 ? 5 : 12, 26, 0.8, thick);
            TestModels plans = TestModels.model().spacing(1, 1, 1);
            ModelDescriptor model =
                    FusedTestModel.write(folder.resolve("round" + round), round % 4 < 2 ? plans : plans.noMirroring());
            SegmentationOptions options = OPTIONS.withPreviews(round % 2 == 0);
            assertSame(model, options, smooth(random, grid), smooth(random, grid));
        }
    }

    @Test
    void aRegionIsCutOutTheSameWay() throws Exception {
        Random random = new Random(4);
        Grid grid = TestVolumes.grid(random, 24, 30, 1, 1);
        Vec3 centre = grid.indexToRas().apply(12, 12, 12);
        Box region = new Box(centre.minus(new Vec3(6, 6, 6)), centre.plus(new Vec3(6, 6, 6)));
        ModelDescriptor model = FusedTestModel.write(folder);
        assertSame(model, OPTIONS.withRegion(region), smooth(random, grid), smooth(random, grid));
    }

    @Test
    void theFirstFoldRunsAloneForThePreviewUntilItIsKnownThatTheWholeIsQuick() throws Exception {
        Random random = new Random(5);
        Grid grid = TestVolumes.grid(random, 14, 20, 1, 1);
        Volume[] channels = {smooth(random, grid), smooth(random, grid)};
        ModelDescriptor model = FusedTestModel.write(folder);
        List<Preview> previews = new ArrayList<>();
        List<Progress> progress = new ArrayList<>();
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress p) {
                progress.add(p);
            }

            @Override
            public void preview(Preview preview) {
                previews.add(preview);
            }
        };
        SegmentationRequest request = new SegmentationRequest(model, List.of(channels), OPTIONS);
        try (EnsembleSegmenter engine = engine(Fused.ALWAYS)) {
            engine.segment(request, listener, new CancelToken());
            assertThat(previews).hasSize(1);
            Segmentation one = run(plain, model, OPTIONS.withFolds(1), channels);
            assertThat(previews.get(0).foldsDone()).isEqualTo(1);
            for (long v = 0; v < grid.count(); v++) {
                assertThat(previews.get(0).labels().voxels().get(v))
                        .isEqualTo(one.labels().voxels().get(v));
            }
            assertThat(progress.stream().mapToInt(Progress::fold))
                    .contains(1, 3)
                    .doesNotContain(2);
            assertThat(progress.get(progress.size() - 1).phase()).isEqualTo(Progress.Phase.DONE);
            // The pass has said how long a tile takes: all folds of so small a volume are done in no time.
            engine.segment(request, listener, new CancelToken());
            assertThat(previews).hasSize(1);
        }
    }

    @Test
    void aCancelEndsThePass() throws Exception {
        Grid grid = TestVolumes.grid(new Random(6), 60, 64, 1, 1);
        Volume volume = smooth(new Random(6), grid);
        ModelDescriptor model = FusedTestModel.write(folder);
        CancelToken cancel = new CancelToken();
        SegmentationListener whenInside = new SegmentationListener() {
            @Override
            public void progress(Progress p) {
                if (p.phase() == Progress.Phase.INFERENCE) {
                    Thread late = new Thread(() -> {
                        try {
                            Thread.sleep(100);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        cancel.cancel();
                    });
                    late.setDaemon(true);
                    late.start();
                }
            }

            @Override
            public void preview(Preview preview) {
                throw new AssertionError("none was asked for");
            }
        };
        SegmentationRequest request =
                new SegmentationRequest(model, List.of(volume, volume), OPTIONS.withPreviews(false));
        assertThatThrownBy(() -> fused.segment(request, whenInside, cancel)).isInstanceOf(CancelledException.class);
        // The graph is there for the next run.
        Grid small = TestVolumes.grid(new Random(7), 9, 12, 1, 1);
        assertSame(model, OPTIONS, smooth(new Random(8), small), smooth(new Random(9), small));
    }

    @Test
    void graphsThatDoNotBelongToTheModelAreLeftAloneAndThatIsSaid() throws Exception {
        Grid grid = TestVolumes.grid(new Random(10), 9, 12, 1, 1);
        Volume[] channels = {smooth(new Random(10), grid), smooth(new Random(11), grid)};
        ModelDescriptor model = FusedTestModel.write(folder);
        assertSaid(model, "fused graphs run: progress comes by pass, not by tile", channels);
        Path second = model.folder().resolve("fold_1/model.onnx");
        Files.copy(model.folder().resolve("fold_0/model.onnx"), second, StandardCopyOption.REPLACE_EXISTING);
        assertSaid(
                model,
                "the fused graphs are stale: fold_1/model.onnx has changed since they were made (run foldlink-models"
                        + " fuse); each fold's own network runs",
                channels);
        assertThat(run(fused, model, OPTIONS, channels).provenance().engine()).doesNotContain("fused");
        Files.delete(model.folder().resolve("fused/fused.json"));
        assertSaid(
                model,
                "model " + model.id() + " has no fused graphs (foldlink-models fuse makes them); each fold's own"
                        + " network runs",
                channels);
    }

    private static void assertSaid(ModelDescriptor model, String message, Volume... channels) {
        List<Finding> findings = fused.check(new SegmentationRequest(model, List.of(channels), OPTIONS));
        assertThat(findings.stream().filter(f -> f.code().equals("fused")))
                .containsExactly(new Finding(Finding.Level.WARNING, "fused", "model", message));
        assertThat(plain.check(new SegmentationRequest(model, List.of(channels), OPTIONS)))
                .noneMatch(f -> f.code().equals("fused"));
    }

    @Test
    void aGraphThatHasChangedIsNotRunAndTheResultSaysWhy() throws Exception {
        Grid grid = TestVolumes.grid(new Random(12), 9, 12, 1, 1);
        Volume[] channels = {smooth(new Random(12), grid), smooth(new Random(13), grid)};
        ModelDescriptor model = FusedTestModel.write(folder);
        byte[] weights = Files.readAllBytes(model.folder().resolve("fused/weights.bin"));
        weights[5000] ^= 1;
        Files.write(model.folder().resolve("fused/weights.bin"), weights);
        Segmentation found = run(fused, model, OPTIONS, channels);
        assertThat(found.provenance().engine())
                .endsWith("(fused/weights.bin has changed since it was written (run foldlink-models fuse))");
        Segmentation expected = run(plain, model, OPTIONS, channels);
        for (long v = 0; v < grid.count(); v++) {
            assertThat(found.labels().voxels().get(v))
                    .isEqualTo(expected.labels().voxels().get(v));
        }
    }

    @Test
    void whatNeedsLogitsRunsANetworkAFold() throws Exception {
        Grid grid = TestVolumes.grid(new Random(14), 9, 12, 1, 1);
        Volume[] channels = {smooth(new Random(14), grid), smooth(new Random(15), grid)};
        ModelDescriptor model = FusedTestModel.write(folder);
        assertThat(run(fused, model, OPTIONS.withProbabilities(true), channels).probabilities())
                .hasSize(4);
        assertThat(run(fused, model, OPTIONS.withFolds(2), channels)
                        .provenance()
                        .folds())
                .containsExactly(0, 1);
        assertThat(run(fused, model, OPTIONS.withDoubt(Doubt.ENTROPY), channels)
                        .provenance()
                        .engine())
                .doesNotContain("fused");
    }
}
