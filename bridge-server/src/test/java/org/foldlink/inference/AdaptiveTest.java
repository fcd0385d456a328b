package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adaptive mode on folds whose logit is the voxel minus a threshold of their own, the background's being 0. */
class AdaptiveTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);

    @TempDir
    Path folder;

    private final ByFold runtime = new ByFold();

    /** Fold f has the threshold f/100 above 0.5. */
    private static final class ByFold implements NetworkRuntime {
        private final FakeRuntime[] folds = new FakeRuntime[5];

        ByFold() {
            for (int f = 0; f < folds.length; f++) {
                folds[f] = new FakeRuntime(0.5f + f / 100f);
            }
        }

        int passes(int fold) {
            return folds[fold].passes.get();
        }

        @Override
        public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
            return folds[fold.index()].open(fold, shape);
        }

        @Override
        public String device() {
            return "FAKE";
        }

        @Override
        public String engine() {
            return "fake";
        }

        @Override
        public void close() {}
    }

    private Segmentation run(AdaptiveRule rule, SegmentationOptions options, ModelDescriptor model, Volume volume)
            throws Exception {
        try (EnsembleSegmenter engine = new EnsembleSegmenter(runtime, SETTINGS, rule)) {
            return engine.segment(
                    new SegmentationRequest(model, List.of(volume), options),
                    SegmentationListener.SILENT,
                    new CancelToken());
        }
    }

    private static final SegmentationOptions ADAPTIVE = SegmentationOptions.DEFAULT.withMode(Mode.ADAPTIVE);

    private ModelDescriptor threeFolds() throws Exception {
        return model().patch(8, 8, 8).write(folder, "threshold", "threshold", "threshold");
    }

    /** Sure to the left (5 or -5 beyond the threshold), unsure in the last eight columns. */
    private static Volume halfSure() {
        Volume volume = Volume.allocate(new Grid(24, 8, 8, Affine.IDENTITY), VoxelType.FLOAT32);
        for (int k = 0; k < 8; k++) {
            for (int j = 0; j < 8; j++) {
                for (int i = 0; i < 24; i++) {
                    volume.voxels().set(volume.grid().index(i, j, k), i >= 16 ? 0.505 : j < 4 ? 5.5 : -4.5);
                }
            }
        }
        return volume;
    }

    @Test
    void laterFoldsRunTheTilesInDoubtAndEveryOtherOfTheRestAndTheResultSaysHowMany() throws Exception {
        Volume volume = halfSure();
        Segmentation result = run(new AdaptiveRule(1, 0.1), ADAPTIVE, threeFolds(), volume);
        // Tiles start at 0, 4, 8, 12 and 16; those at 12 and 16 are nearest to voxels of the last eight columns.
        // Of the first three, which are sure of a label, fold 1 runs the second and fold 2 the others.
        assertThat(result.provenance().tilesRun()).containsExactly(5, 3, 4);
        assertThat(new int[] {runtime.passes(0), runtime.passes(1), runtime.passes(2)})
                .containsExactly(5, 3, 4);
        assertThat(result.provenance().mode()).isEqualTo("adaptive");
        assertThat(result.provenance().mirroring()).isFalse();
        assertThat(result.provenance().folds()).containsExactly(0, 1, 2);
        // Fold 0 alone says 1 there; the mean of the three says 0.505 - 0.51 < 0.
        assertThat(result.labels().at(23, 0, 0)).isZero();
        assertThat(result.labels().at(3, 0, 0)).isEqualTo(1);
        assertThat(result.labels().at(3, 7, 0)).isZero();
    }

    @Test
    void aFoldWithoutATileIsNotLoaded() throws Exception {
        Volume volume = Volume.allocate(new Grid(8, 8, 8, Affine.IDENTITY), VoxelType.FLOAT32);
        for (long v = 0; v < volume.grid().count(); v++) {
            volume.voxels().set(v, v % 2 == 0 ? 9 : -9);
        }
        Segmentation result = run(AdaptiveRule.DEFAULT, ADAPTIVE, threeFolds(), volume);
        assertThat(result.provenance().tilesRun()).containsExactly(1, 1);
        assertThat(result.provenance().folds()).containsExactly(0, 2);
        assertThat(runtime.folds[1].opened.get()).isZero();
    }

    @Test
    void whereNothingIsShownAndNoTileIsInDoubtNoFurtherFoldIsLoaded() throws Exception {
        Volume volume = Volume.allocate(new Grid(24, 8, 8, Affine.IDENTITY), VoxelType.FLOAT32);
        for (long v = 0; v < volume.grid().count(); v++) {
            volume.voxels().set(v, -9 - (double) (v % 7));
        }
        Segmentation result = run(AdaptiveRule.DEFAULT, ADAPTIVE, threeFolds(), volume);
        assertThat(result.provenance().tilesRun()).containsExactly(5);
        assertThat(result.provenance().folds()).containsExactly(0);
        assertThat(result.foldAgreement()).isEmpty();
        assertThat(runtime.folds[1].opened.get() + runtime.folds[2].opened.get())
                .isZero();
    }

    @Test
    void whereEveryTileIsInDoubtItIsTheExactEnsembleWithoutMirroring() throws Exception {
        Volume volume = TestVolumes.random(new Random(4), new Grid(19, 17, 13, Affine.IDENTITY));
        SegmentationOptions plain =
                SegmentationOptions.DEFAULT.withMirroring(false).withProbabilities(true);
        Segmentation exact = run(AdaptiveRule.DEFAULT, plain, threeFolds(), volume);
        Segmentation adaptive = run(new AdaptiveRule(1e9, 0), plain.withMode(Mode.ADAPTIVE), threeFolds(), volume);
        assertThat(exact.provenance().tilesRun()).isEmpty();
        assertThat(adaptive.provenance().tilesRun()).containsOnly(4 * 4 * 3).hasSize(3);
        for (long v = 0; v < volume.grid().count(); v++) {
            assertThat(adaptive.labels().voxels().get(v))
                    .isEqualTo(exact.labels().voxels().get(v));
            assertThat(List.copyOf(adaptive.probabilities().values())
                            .get(1)
                            .voxels()
                            .get(v))
                    .isEqualTo(List.copyOf(exact.probabilities().values())
                            .get(1)
                            .voxels()
                            .get(v));
        }
    }

    @Test
    void votesAndAgreementAreOfTheFoldsThatRanThere() throws Exception {
        Segmentation result = run(new AdaptiveRule(1, 0.1), ADAPTIVE.withDoubt(Doubt.VOTES), threeFolds(), halfSure());
        Volume votes = result.doubt().orElseThrow();
        assertThat(votes.at(2, 0, 0)).isZero();
        // One of three says 1 where the mean says 0.
        assertThat(votes.at(23, 0, 0)).isEqualTo(33);
        assertThat(result.foldAgreement()).containsOnlyKeys(1).containsEntry(1, 1.0);
    }

    /** Each voxel counts for one tile: the one whose centre is nearest. */
    @Test
    void tilesShareOutTheVolume() {
        assertThat(TileDoubt.owners(new int[] {0, 4, 8}, 8, 16))
                .containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2);
        assertThat(TileDoubt.owners(new int[] {-2}, 8, 4)).containsExactly(0, 0, 0, 0);
        Random random = new Random(8);
        for (int n = 0; n < 200; n++) {
            int patch = 2 + random.nextInt(20);
            int size = 1 + random.nextInt(80);
            int[] starts = Tiles.starts(size, patch);
            int[] owners = TileDoubt.owners(starts, patch, size);
            for (int v = 0; v < size; v++) {
                double own = Math.abs(v - starts[owners[v]] - (patch - 1) / 2.0);
                for (int start : starts) {
                    assertThat(own).isLessThanOrEqualTo(Math.abs(v - start - (patch - 1) / 2.0));
                }
            }
        }
    }

    @Test
    void theShareIsOfTheVoxelsThatShowSomething() {
        Tensor sum = Tensor.allocate(2, 1, 1, 100);
        float[] logits = sum.slice(1, 0);
        for (int x = 0; x < 100; x++) {
            logits[x] = x < 3 ? 0.5f : x < 30 ? 20 : -20;
        }
        TileShape shape = new TileShape(1, 2, 1, 1, 100);
        Tiling tiling = new Tiling(new int[][] {{0}, {0}, {0}}, new float[100], List.of(new boolean[3]));
        LabelRule labels = LabelRule.of(2, List.of());
        try (Workers workers = new Workers(1)) {
            Scores scores = new Scores(sum, 2, Activation.NONE);
            assertThat(TileDoubt.of(1, scores, labels, tiling, shape, new AdaptiveRule(0.3, 0.09), workers))
                    .containsExactly(true);
            assertThat(TileDoubt.of(1, scores, labels, tiling, shape, new AdaptiveRule(0.3, 0.11), workers))
                    .containsExactly(false);
            assertThat(TileDoubt.of(1, scores, labels, tiling, shape, new AdaptiveRule(0.2, 0), workers))
                    .containsExactly(false);
        }
    }

    @Test
    void marginsAreOfMeanLogitsOrOfTheirLogOdds() {
        LabelRule classes = LabelRule.of(3, List.of());
        LabelRule regions = LabelRule.of(3, List.of(1, 2, 3));
        float[] margin = new float[1];
        float[][] logits = {{2}, {-6}, {3}};
        classes.margins(logits, 1, new Scores(Tensor.allocate(3, 1, 1, 1), 2, Activation.NONE), margin);
        assertThat(margin[0]).isEqualTo(0.5f);
        regions.margins(logits, 1, new Scores(Tensor.allocate(3, 1, 1, 1), 2, Activation.NONE), margin);
        assertThat(margin[0]).isEqualTo(1f);
        float[][] softmax = {{1.2f}, {0.2f}, {0.6f}};
        classes.margins(softmax, 1, new Scores(Tensor.allocate(3, 1, 1, 1), 2, Activation.SOFTMAX), margin);
        assertThat(margin[0]).isEqualTo((float) Math.log(2));
        float[][] sigmoid = {{1.5f}, {0.2f}, {1.8f}};
        regions.margins(sigmoid, 1, new Scores(Tensor.allocate(3, 1, 1, 1), 2, Activation.SIGMOID), margin);
        assertThat(margin[0]).isEqualTo((float) Math.log(3));
    }

    @Test
    void aRuleOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new AdaptiveRule(-1, 0)).hasMessage("margin = -1.0 (expected 0 or more)");
        assertThatThrownBy(() -> new AdaptiveRule(1, 1.5)).hasMessage("share = 1.5 (expected 0..1)");
    }
}
