package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.Finding.Level;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which way a run goes, what it says of it, and that the result is the same. */
class MemoryPlannerTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(2);
    private static final Grid GRID = new Grid(30, 20, 60, Affine.IDENTITY);

    @TempDir
    Path folder;

    private final FakeRuntime runtime = new FakeRuntime(0.5f);
    private final List<Preview> previews = new ArrayList<>();
    private final SegmentationListener listener = new SegmentationListener() {
        @Override
        public void progress(Progress progress) {}

        @Override
        public void preview(Preview preview) {
            previews.add(preview);
        }
    };
    private ModelDescriptor many;
    private Volume input;

    @BeforeEach
    void writeModel() throws Exception {
        many = model().noMirroring().labels(40).write(folder, "threshold", "threshold");
        input = TestVolumes.random(new Random(1), GRID);
    }

    private EnsembleSegmenter engine(long limit) {
        return new EnsembleSegmenter(runtime, SETTINGS.withMemoryLimitBytes(limit));
    }

    private SegmentationRequest request(SegmentationOptions options) {
        return new SegmentationRequest(many, List.of(input), options);
    }

    private Segmentation segment(EnsembleSegmenter engine, SegmentationOptions options) throws Exception {
        previews.clear();
        return engine.segment(request(options), listener, new CancelToken());
    }

    private static String mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) / (1 << 20) + " MiB";
    }

    /** Bytes of both ways: the second is what is estimated where only it fits. */
    private long[] bytes() {
        long whole = engine(Long.MAX_VALUE).estimateBytes(request(SegmentationOptions.DEFAULT));
        long slab = engine(whole - 1).estimateBytes(request(SegmentationOptions.DEFAULT));
        assertThat(slab).isLessThan(whole / 2);
        return new long[] {whole, slab};
    }

    @Test
    void foldAfterFoldWhereItFitsElseSlabBySlabWithTheSameLabelsAndAWarning() throws Exception {
        long[] bytes = bytes();
        EnsembleSegmenter roomy = engine(bytes[0]);
        EnsembleSegmenter tight = engine(bytes[1]);
        SegmentationOptions options = SegmentationOptions.DEFAULT.withDoubt(Doubt.ENTROPY);
        assertThat(roomy.check(request(SegmentationOptions.DEFAULT))).isEmpty();
        List<Finding> findings = tight.check(request(SegmentationOptions.DEFAULT));
        assertThat(findings)
                .containsExactly(new Finding(
                        Level.WARNING,
                        "preview",
                        "memory",
                        "fold after fold this run would need about " + mebibytes(bytes[0]) + " (the limit is "
                                + mebibytes(bytes[1]) + ", and Java's heap may grow to "
                                + mebibytes(Runtime.getRuntime().maxMemory())
                                + "): all folds run slab by slab instead, in about " + mebibytes(bytes[1])
                                + "; previews are the finished slabs, and the folds' agreement is not counted"));

        Segmentation whole = segment(engine(2 * bytes[0]), options);
        assertThat(previews).hasSize(1);
        assertThat(whole.foldAgreement()).isNotEmpty();
        Segmentation slabs = segment(engine(bytes[1] + GRID.count()), options);
        // 60 slices in tiles of 6, at most 3 apart: 19 rows, a slab each.
        assertThat(previews).hasSize(18);
        assertThat(slabs.foldAgreement()).isEmpty();
        for (long i = 0; i < GRID.count(); i++) {
            assertThat(slabs.labels().voxels().get(i))
                    .isEqualTo(whole.labels().voxels().get(i));
            assertThat(slabs.doubt().orElseThrow().voxels().get(i))
                    .isEqualTo(whole.doubt().orElseThrow().voxels().get(i));
        }
        assertThat(slabs.provenance().folds()).isEqualTo(whole.provenance().folds());
    }

    @Test
    void whatNeedsTheWholeVolumesLogitsIsRefusedWithWhatToLeaveOut() throws Exception {
        long slab = bytes()[1];
        long limit = 2 * slab;
        EnsembleSegmenter tight = engine(limit);
        refused(
                tight,
                limit,
                SegmentationOptions.DEFAULT.withDoubt(Doubt.VOTES),
                "with doubt by entropy instead of votes",
                slab + GRID.count());
        refused(tight, limit, SegmentationOptions.DEFAULT.withMode(Mode.ADAPTIVE), "in the exact mode", slab);
        SegmentationOptions probabilities = SegmentationOptions.DEFAULT.withProbabilities(true);
        List<Finding> findings = engine(20 * slab).check(request(probabilities));
        assertThat(findings).isEmpty();
    }

    private void refused(
            EnsembleSegmenter tight, long limit, SegmentationOptions options, String instead, long enough) {
        String message = "this run needs about " + mebibytes(tight.estimateBytes(request(options)))
                + " (the limit is " + mebibytes(limit) + "; " + instead + " about " + mebibytes(enough)
                + " are enough; or ask for a region, crop the volume, or raise the limit)";
        assertThat(tight.check(request(options)))
                .containsExactly(new Finding(Level.ERROR, "memory", "memory", message));
        assertThatThrownBy(() -> segment(tight, options))
                .isInstanceOfSatisfying(
                        SegmentationException.class,
                        e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.OUT_OF_MEMORY))
                .hasMessage(message);
        assertThat(runtime.opened.get()).isZero();
    }

    @Test
    void aNetworkWhoseBufferWouldEndBeyond2GiBIsRefused() throws Exception {
        many = model().labels(117).patch(192, 192, 192).write(folder.resolve("large"), "threshold");
        assertThat(engine(Long.MAX_VALUE).check(request(SegmentationOptions.DEFAULT)))
                .containsExactly(new Finding(
                        Level.ERROR,
                        "bad_model",
                        "model",
                        "network's output = 118 x 192 x 192 x 192 values = 3186 MiB a tile (a buffer ends at 2048 MiB;"
                                + " export the model with a smaller patch)"));
    }
}
