package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foldlink.inference.TestModels.model;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.foldlink.models.FoldFile;
import org.foldlink.models.ModelDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every adapter of the port does, given a network that thresholds at 0.5. */
public abstract class NetworkRuntimeContract {

    protected static final TileShape SHAPE = new TileShape(1, 2, 6, 7, 8);

    @TempDir
    Path folder;

    protected abstract NetworkRuntime runtime() throws SegmentationException;

    private FoldFile fold() throws Exception {
        ModelDescriptor model = model().write(folder, "threshold");
        return model.folds().get(0);
    }

    @Test
    void aPassReadsTheInputAndOverwritesTheOutput() throws Exception {
        try (NetworkRuntime runtime = runtime();
                Network network = runtime.open(fold(), SHAPE)) {
            Random random = new Random(1);
            for (int pass = 0; pass < 3; pass++) {
                FloatBuffer in = network.input();
                FloatBuffer out = network.output();
                assertThat(in.isDirect()).isTrue();
                assertThat(out.isDirect()).isTrue();
                assertThat(in.capacity()).isEqualTo(SHAPE.inputSize());
                assertThat(out.capacity()).isEqualTo(SHAPE.outputSize());
                for (int v = 0; v < SHAPE.inputSize(); v++) {
                    in.put(v, random.nextFloat());
                }
                network.run(new CancelToken());
                for (int v = 0; v < SHAPE.voxels(); v++) {
                    assertThat(out.get(v)).isZero();
                    assertThat(out.get(SHAPE.voxels() + v)).isCloseTo(in.get(v) - 0.5f, Offset.offset(1e-6f));
                }
            }
        }
    }

    @Test
    void aFlatNetworksFileHasNoAxisAlongTheSlices() throws Exception {
        TileShape flat = new TileShape(1, 2, 1, 7, 8);
        FoldFile fold = model().write(folder, "threshold_2d").folds().get(0);
        try (NetworkRuntime runtime = runtime();
                Network network = runtime.open(fold, flat)) {
            for (int v = 0; v < flat.inputSize(); v++) {
                network.input().put(v, v / 56f);
            }
            network.run(new CancelToken());
            for (int v = 0; v < flat.voxels(); v++) {
                assertThat(network.output().get(v)).isZero();
                assertThat(network.output().get(56 + v)).isCloseTo(v / 56f - 0.5f, Offset.offset(1e-6f));
            }
        }
    }

    @Test
    void aCancelledRunSaysSoAndTheNextOneRuns() throws Exception {
        try (NetworkRuntime runtime = runtime();
                Network network = runtime.open(fold(), SHAPE)) {
            CancelToken cancel = new CancelToken();
            network.run(cancel);
            cancel.cancel();
            assertThatThrownBy(() -> network.run(cancel)).isInstanceOf(CancelledException.class);
            network.run(new CancelToken());
        }
    }

    @Test
    void aNetworkCanBeOpenedAgainAndTwiceAtOnce() throws Exception {
        FoldFile fold = fold();
        try (NetworkRuntime runtime = runtime()) {
            runtime.open(fold, SHAPE).close();
            try (Network a = runtime.open(fold, SHAPE);
                    Network b = runtime.open(fold, SHAPE)) {
                a.input().put(0, 0.75f);
                b.input().put(0, 0.25f);
                a.run(new CancelToken());
                b.run(new CancelToken());
                assertThat(a.output().get(SHAPE.voxels())).isCloseTo(0.25f, Offset.offset(1e-6f));
                assertThat(b.output().get(SHAPE.voxels())).isCloseTo(-0.25f, Offset.offset(1e-6f));
            }
        }
    }

    @Test
    void aMissingFileIsABadModel() throws Exception {
        FoldFile fold = fold();
        Files.delete(fold.onnx());
        try (NetworkRuntime runtime = runtime()) {
            assertThatThrownBy(() -> runtime.open(fold, SHAPE))
                    .isInstanceOfSatisfying(
                            SegmentationException.class,
                            e -> assertThat(e.code()).isEqualTo(SegmentationException.Code.BAD_MODEL))
                    .hasMessage("fold_0/model.onnx is missing (expected the fold's ONNX network)");
        }
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        try (NetworkRuntime runtime = runtime()) {
            assertThat(runtime.device()).isNotBlank();
            assertThat(runtime.engine()).isNotBlank();
        }
    }
}
