package org.foldlink.inference.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Network;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.NetworkRuntimeContract;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.TileShape;
import org.foldlink.models.ModelDescriptor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The port's contract on OpenVINO itself. */
@Tag("peers")
class OpenVinoNetworkRuntimeTest extends NetworkRuntimeContract {

    private static final EngineSettings SETTINGS = EngineSettings.defaults().withThreads(1);

    @TempDir
    Path models;

    @Override
    protected NetworkRuntime runtime() {
        return OpenVinoPeer.runtime(SETTINGS);
    }

    @Test
    void aClosedNetworkIsTakenUpAgain() throws Exception {
        ModelDescriptor model = model().write(models, "threshold");
        try (NetworkRuntime runtime = runtime()) {
            Network first = runtime.open(model.folds().get(0), SHAPE);
            first.close();
            try (Network again = runtime.open(model.folds().get(0), SHAPE)) {
                assertThat(again).isSameAs(first);
            }
        }
    }

    @Test
    void aNetworkInUseOutlivesTheRuntime() throws Exception {
        ModelDescriptor model = model().write(models, "threshold");
        NetworkRuntime runtime = runtime();
        Network network = runtime.open(model.folds().get(0), SHAPE);
        runtime.close();
        network.input().put(0, 0.75f);
        network.run(new CancelToken());
        assertThat(network.output().get(SHAPE.voxels())).isEqualTo(0.25f);
        network.close();
    }

    /** OpenVINO ends between two operators: then the last one, which writes the logits, has not run. */
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aCancelEndsThePassThatRuns() throws Exception {
        TileShape shape = new TileShape(1, 2, 64, 64, 64);
        ModelDescriptor deep = model().patch(64, 64, 64).write(models, "deep");
        try (NetworkRuntime runtime = runtime();
                Network network = runtime.open(deep.folds().get(0), shape)) {
            int last = shape.outputSize() - 1;
            network.output().put(last, Float.NaN);
            CancelToken cancel = new CancelToken();
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                cancel.cancel();
            });
            canceller.start();
            assertThatThrownBy(() -> network.run(cancel)).isInstanceOf(CancelledException.class);
            canceller.join();
            assertThat(network.output().get(last)).isNaN();
            network.run(new CancelToken());
            assertThat(network.output().get(last)).isFinite();
        }
    }

    @Test
    void filesThatAreCorruptOrUnfitAreNamed() throws Exception {
        try (NetworkRuntime runtime = runtime()) {
            ModelDescriptor corrupt = model().write(models.resolve("corrupt"), "threshold");
            Files.writeString(corrupt.folds().get(0).onnx(), "not a network");
            assertThatThrownBy(() -> runtime.open(corrupt.folds().get(0), SHAPE))
                    .isInstanceOfSatisfying(
                            SegmentationException.class,
                            e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL))
                    .hasMessageStartingWith(
                            "fold_0/model.onnx is not a network that " + runtime.engine() + " can load (13 bytes): ")
                    .hasMessageEndingWith("; verify the model's files");

            ModelDescriptor model = model().write(models.resolve("unfit"), "threshold");
            assertThatThrownBy(() -> runtime.open(model.folds().get(0), new TileShape(1, 5, 6, 7, 8)))
                    .hasMessage("fold_0/model.onnx output logits has shape [any, 2, 6, 7, 8] (the model's plan asks for"
                            + " [1, 5, 6, 7, 8]: batch, classes, patch z, y, x)");
            assertThatThrownBy(() -> runtime.open(model.folds().get(0), new TileShape(1, 2, 8, 8, 8)))
                    .hasMessage("fold_0/model.onnx input input has shape [any, 1, 6, 7, 8] (the model's plan asks for"
                            + " [1, 1, 8, 8, 8]: batch, channels, patch z, y, x)");
        }
    }
}
