package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.NetworkRuntimeContract;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxNetworkRuntimeTest extends NetworkRuntimeContract {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);

    @TempDir
    Path models;

    @Override
    protected NetworkRuntime runtime() throws SegmentationException {
        return OnnxSegmenter.runtime(SETTINGS);
    }

    @Test
    void aClosedNetworkIsKeptLoadedUntilTheBoundIsReached() throws Exception {
        ModelDescriptor model = model().write(models, "threshold", "threshold", "threshold");
        // Each costs 1 KiB a voxel of the patch and its file twice: room for two.
        long one = 1024L * SHAPE.voxels() + 2 * Files.size(model.folds().get(0).onnx());
        try (NetworkRuntime runtime = OnnxSegmenter.runtime(SETTINGS.withSessionCacheBytes(2 * one))) {
            Network first = runtime.open(model.folds().get(0), SHAPE);
            first.close();
            try (Network again = runtime.open(model.folds().get(0), SHAPE)) {
                assertThat(again).isSameAs(first);
            }
            runtime.open(model.folds().get(1), SHAPE).close();
            runtime.open(model.folds().get(2), SHAPE).close();
            try (Network reloaded = runtime.open(model.folds().get(0), SHAPE)) {
                assertThat(reloaded).isNotSameAs(first);
            }
        }
    }

    @Test
    void aChangedFileIsLoadedAnew() throws Exception {
        ModelDescriptor model = model().write(models, "threshold");
        try (NetworkRuntime runtime = runtime()) {
            Network first = runtime.open(model.folds().get(0), SHAPE);
            first.close();
            model().write(models, "threshold_high");
            try (Network second = runtime.open(model.folds().get(0), SHAPE)) {
                assertThat(second).isNotSameAs(first);
            }
        }
    }

    @Test
    void weightsThatAreNotTheListedOnesAreNotRun() throws Exception {
        ModelDescriptor model = model().write(models, "threshold");
        FoldFile fold = model.folds().get(0);
        FoldFile listed = new FoldFile(0, fold.onnx(), Optional.of("0".repeat(64)));
        try (NetworkRuntime runtime = runtime()) {
            assertThatThrownBy(() -> runtime.open(listed, SHAPE))
                    .isInstanceOfSatisfying(
                            SegmentationException.class,
                            e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL))
                    .hasMessageStartingWith("fold_0/model.onnx has SHA-256 ")
                    .hasMessageEndingWith(
                            " (expected " + "0".repeat(64) + ", from SHA256SUMS; fetch or export the model again)");
        }
    }

    @Test
    void wantOfMemoryIsToldFromOtherFailures() {
        assertThat(OnnxNetworkRuntime.code(
                        new OrtException(
                                "Non-zero status code: Failed to allocate memory for requested buffer of size 9"),
                        SegmentationException.Code.RUNTIME))
                .isEqualTo(SegmentationException.Code.OUT_OF_MEMORY);
        assertThat(OnnxNetworkRuntime.code(new OrtException("no such node"), SegmentationException.Code.RUNTIME))
                .isEqualTo(SegmentationException.Code.RUNTIME);
    }
}
