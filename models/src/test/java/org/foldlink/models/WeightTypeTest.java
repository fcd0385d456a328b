package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightTypeTest {

    private static final Path ROOT = Path.of(System.getProperty("foldlink.root"));

    @TempDir
    Path folder;

    @Test
    void mostOfTheWeightsDecide() {
        assertThat(WeightType.of(ROOT.resolve("models/zoo/hippocampus/fold_0/model.onnx")))
                .contains("float16");
        assertThat(WeightType.of(ROOT.resolve("bridge-server/src/test/resources/networks/classifier.onnx")))
                .contains("float32");
    }

    @Test
    void whatIsNoNetworkHasNone() throws IOException {
        Path file = folder.resolve("model.onnx");
        assertThat(WeightType.of(file)).isEmpty();
        Files.writeString(file, "this is no network at all");
        assertThat(WeightType.of(file)).isEmpty();
        byte[] whole = Files.readAllBytes(ROOT.resolve("models/zoo/hippocampus/fold_0/model.onnx"));
        for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(WeightType.of(file)).isEmpty();
        }
    }
}
