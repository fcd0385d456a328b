package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.foldlink.geometry.Grid;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.models.NnunetPlans;
import org.foldlink.preprocess.Preprocessed;
import org.foldlink.preprocess.Preprocessor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slab by slab beside fold after fold. */
class SlabRunTest {

    private static final Workers WORKERS = new Workers(2);

    @TempDir
    Path folder;

    private final List<Preview> previews = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();

    @AfterAll
    static void close() {
        WORKERS.close();
    }

    private RunContext context(NetworkRuntime runtime, int folds, CancelToken cancel) {
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress p) {
                progress.add(p);
            }

            @Override
            public void preview(Preview p) {
                previews.add(p);
            }
        };
        return new RunContext(
                runtime,
                WORKERS,
                new RunMonitor(listener, folds),
                cancel,
                new Turns(false).open(Priority.NORMAL, cancel),
                TileGate.OPEN,
                AdaptiveRule.DEFAULT);
    }

    private static void assertSame(Volume a, Volume b, String what) {
        for (long i = 0; i < a.voxels().count(); i++) {
            assertThat(a.voxels().get(i))
                    .as("%s, voxel %d", what, i)
                    .isEqualTo(b.voxels().get(i));
        }
    }

    @Test
    void labelsAndEntropyAreThoseOfFoldAfterFoldOnRandomGrids() throws Exception {
        Random random = new Random(21);
        int shown = 0;
        for (int round = 0; round < 24; round++) {
            boolean thick = round % 4 == 0;
            ModelDescriptor described = model().spacing(thick ? 4 : 1.1, 1, 0.9)
                    .patch(3 + random.nextInt(5), 4 + random.nextInt(4), 5 + random.nextInt(4))
                    .transpose(
                            round % 3 == 0 ? List.of(1, 0, 2) : List.of(0, 1, 2),
                            round % 3 == 0 ? List.of(1, 0, 2) : List.of(0, 1, 2))
                    .reader(round % 2 == 0 ? "SimpleITKIO" : "SimpleITKIOWithReorient")
                    .labels(1 + random.nextInt(3))
                    .write(folder.resolve("round" + round), "threshold", "threshold", "threshold");
            NnunetPlans plans = ModelFolder.plans(described.folder());
            // From one tile, smaller than a patch, to several rows of them.
            int most = round % 5 == 1 ? 4 : 26;
            Grid grid = TestVolumes.grid(random, 2, most, 0.7, 1.6);
            Volume input = TestVolumes.random(random, grid);
            List<Float> thresholds = List.of(0.5f, 0.3f, 0.8f);
            Preprocessed prepared = new Preprocessor(WORKERS, () -> false)
                    .run(List.of(input), Optional.empty(), plans, Optional.empty());
            GridExport export = new GridExport(
                    prepared.frame(), LabelRule.of(plans), WORKERS, SegmentationOptions.DEFAULT.region(), () -> false);

            CancelToken cancel = new CancelToken();
            Scores whole = new MemberRun(
                            new NnunetSteps(plans),
                            described.folds(),
                            SegmentationOptions.DEFAULT.withPreviews(false),
                            context(new ThresholdsRuntime(thresholds), 3, cancel))
                    .infer(prepared, soFar -> {})
                    .scores();
            previews.clear();
            progress.clear();
            SlabExport slabs = new SlabExport(export, VoxelType.UINT8, true);
            new SlabRun(
                            new NnunetSteps(plans),
                            described.folds(),
                            SegmentationOptions.DEFAULT,
                            context(new ThresholdsRuntime(thresholds), 3, cancel))
                    .run(prepared, slabs);

            assertSame(slabs.labels(), export.labels(whole, VoxelType.UINT8), "labels of round " + round);
            Volume expected = export.entropy(whole);
            for (long i = 0; i < expected.voxels().count(); i++) { // in percent: where it rounds may differ
                assertThat(slabs.entropy().orElseThrow().voxels().get(i)
                                - expected.voxels().get(i))
                        .isBetween(-1.0, 1.0);
            }
            assertPreviews(slabs.labels());
            shown += previews.size();
            assertProgress();
        }
        assertThat(shown).as("slabs before the last").isGreaterThan(24);
    }

    /** Each holds the final labels in its finished slices, and a later one no fewer. */
    private void assertPreviews(Volume labels) {
        long before = 0;
        for (Preview preview : previews) {
            long found = 0;
            for (long i = 0; i < labels.voxels().count(); i++) {
                double value = preview.labels().voxels().get(i);
                assertThat(value).isIn(0.0, labels.voxels().get(i));
                found += value == 0 ? 0 : 1;
            }
            assertThat(found).isGreaterThanOrEqualTo(before);
            assertThat(preview.foldsDone()).isLessThan(preview.folds());
            before = found;
        }
    }

    private void assertProgress() {
        int last = 0;
        for (Progress p : progress) {
            int done = (p.fold() - 1) * p.tiles() + p.tile();
            assertThat(done).isBetween(last, last + 1);
            last = done;
        }
        Progress end = progress.get(progress.size() - 1);
        assertThat(last).isEqualTo(3 * end.tiles());
    }

    @Test
    void aFoldThatGivesNanIsNamedAndACancelLeavesNothingOpen() throws Exception {
        ModelDescriptor described = model().write(folder, "threshold", "threshold");
        NnunetPlans plans = ModelFolder.plans(described.folder());
        Volume input = TestVolumes.random(new Random(2), TestVolumes.grid(new Random(3), 15, 20, 1, 1));
        Preprocessed prepared =
                new Preprocessor(WORKERS, () -> false).run(List.of(input), Optional.empty(), plans, Optional.empty());
        GridExport export = new GridExport(
                prepared.frame(), LabelRule.of(plans), WORKERS, SegmentationOptions.DEFAULT.region(), () -> false);
        SlabExport slabs = new SlabExport(export, VoxelType.UINT8, false);
        CancelToken cancel = new CancelToken();
        ThresholdsRuntime bad = new ThresholdsRuntime(List.of(0.5f, Float.NaN));
        assertThatThrownBy(() -> new SlabRun(
                                new NnunetSteps(plans),
                                described.folds(),
                                SegmentationOptions.DEFAULT,
                                context(bad, 2, cancel))
                        .run(prepared, slabs))
                .isInstanceOf(SegmentationException.class)
                .hasMessageStartingWith("fold 1 gives logits that are not finite");
        assertThat(bad.open).isZero();

        FakeRuntime cancelling = new FakeRuntime(0.5f, cancel::cancel);
        assertThatThrownBy(() -> new SlabRun(
                                new NnunetSteps(plans),
                                described.folds(),
                                SegmentationOptions.DEFAULT,
                                context(cancelling, 2, cancel))
                        .run(prepared, slabs))
                .isInstanceOf(CancelledException.class);
        assertThat(cancelling.closed.get()).isEqualTo(cancelling.opened.get()).isEqualTo(1);
    }
}
