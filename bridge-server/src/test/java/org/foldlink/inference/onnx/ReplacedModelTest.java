package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.inference.TestModels.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationOptions;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.TestVolumes;
import org.foldlink.models.LiveModels;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is replaced on disk while it runs: two folds above 0.5 become two above another value. */
class ReplacedModelTest {

    @TempDir
    Path store;

    @TempDir
    Path other;

    private final Volume volume = TestVolumes.random(new Random(3), new Grid(12, 11, 10, Affine.IDENTITY));

    private Segmentation run(EnsembleSegmenter engine, ModelDescriptor model, SegmentationListener listener)
            throws Exception {
        return engine.segment(
                new SegmentationRequest(model, List.of(volume), SegmentationOptions.DEFAULT.withMirroring(false)),
                listener,
                new CancelToken());
    }

    private static void replace(ModelDescriptor by, Path folder) {
        try {
            for (int fold = 0; fold < 2; fold++) {
                Path part = folder.resolve(".part");
                Files.copy(by.folds().get(fold).onnx(), part);
                Files.move(part, folder.resolve("fold_" + fold + "/model.onnx"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ones(Segmentation result) {
        long n = 0;
        for (long v = 0; v < result.labels().voxels().count(); v++) {
            n += (long) result.labels().voxels().get(v);
        }
        return n;
    }

    @Test
    void theRunUnderWayEndsWithItsOwnFilesAndTheNextTakesTheNew() throws Exception {
        ModelDescriptor old = model().write(store, "threshold", "threshold");
        ModelDescriptor young = model().write(other, "threshold_high", "threshold_high");
        try (LiveModels live = LiveModels.open(store);
                EnsembleSegmenter engine =
                        OnnxSegmenter.create(EngineSettings.defaults().withThreads(1))) {
            ModelDescriptor before = live.find(old.id()).orElseThrow();
            long expected = ones(run(engine, before, SegmentationListener.SILENT));
            Segmentation first = run(engine, before, new SegmentationListener() {
                @Override
                public void progress(Progress progress) {}

                @Override
                public void preview(Preview preview) {
                    replace(young, store.resolve(old.id()));
                    assertThat(live.refresh()).isEmpty();
                    assertThat(live.refresh()).hasSize(1);
                }
            });
            ModelDescriptor after = live.find(old.id()).orElseThrow();
            Segmentation second = run(engine, after, SegmentationListener.SILENT);
            assertThat(ones(first)).isEqualTo(expected);
            assertThat(ones(second)).isPositive().isLessThan(expected);
            assertThat(first.provenance().modelHash()).isEqualTo(old.hash());
            assertThat(second.provenance().modelHash()).isEqualTo(young.hash()).isNotEqualTo(old.hash());
        }
    }
}
