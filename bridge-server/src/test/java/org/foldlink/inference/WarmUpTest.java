package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);
    private static final long BYTES_A_FOLD = 6 * 7 * 8 * 1024;

    @TempDir
    Path folder;

    private final List<Integer> opened = new ArrayList<>();

    private int warm(ModelDescriptor model, long cacheBytes) throws SegmentationException {
        FakeRuntime fake = new FakeRuntime(0.5f);
        NetworkRuntime runtime = new NetworkRuntime() {
            @Override
            public Network open(FoldFile fold, TileShape shape) throws SegmentationException {
                opened.add(fold.index());
                return fake.open(fold, shape);
            }

            @Override
            public String device() {
                return fake.device();
            }

            @Override
            public String engine() {
                return fake.engine();
            }

            @Override
            public void close() {
                fake.close();
            }
        };
        try (EnsembleSegmenter engine = new EnsembleSegmenter(runtime, SETTINGS.withSessionCacheBytes(cacheBytes))) {
            int folds = engine.warmUp(model);
            assertThat(fake.passes.get()).isEqualTo(folds);
            assertThat(fake.closed.get()).isEqualTo(fake.opened.get()).isEqualTo(folds);
            return folds;
        }
    }

    /** The last that was given back is the last to go: a run begins with the first fold. */
    @Test
    void eachFoldRunsOnceAndTheFirstIsTheLast() throws Exception {
        assertThat(warm(model().write(folder, "threshold", "threshold", "threshold"), 1L << 30))
                .isEqualTo(3);
        assertThat(opened).containsExactly(2, 1, 0);
    }

    @Test
    void foldsThatWouldPushOthersOutAreLeftButTheFirstIsNot() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold", "threshold", "threshold");
        long file = Files.size(model.folds().get(0).onnx());
        assertThat(warm(model, 2 * (BYTES_A_FOLD + 2 * file))).isEqualTo(2);
        assertThat(warm(model, 0)).isEqualTo(1);
        assertThat(opened).containsExactly(1, 0, 0);
    }

    @Test
    void aModelThatDoesNotReadIsSaid() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        Files.delete(model.folder().resolve("plans.json"));
        assertThatThrownBy(() -> warm(model, 1 << 30))
                .isInstanceOf(SegmentationException.class)
                .hasMessageStartingWith("model nnUNetTrainer__nnUNetPlans__3d_fullres: ");
        assertThat(opened).isEmpty();
    }
}
