package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.FakeRuntime;
import org.foldlink.inference.NetworkRuntime;
import org.foldlink.inference.Precision;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.junit.jupiter.api.Test;

class EngineChoiceTest {

    private final List<String> opened = new ArrayList<>();

    /** Opens the devices that {@code fails} does not name. */
    private final class Adapter implements EngineChoice.Adapter {
        private final String name;
        private final String absence;
        private final List<String> fails;

        Adapter(String name, String absence, String... fails) {
            this.name = name;
            this.absence = absence;
            this.fails = List.of(fails);
        }

        @Override
        public String absence() {
            return absence;
        }

        @Override
        public NetworkRuntime open(EngineSettings settings) throws SegmentationException {
            if (fails.contains(settings.device())) {
                throw new SegmentationException(Code.RUNTIME, "device", settings.device() + " fails");
            }
            opened.add(name + " " + settings.device() + " " + settings.precision());
            return new FakeRuntime(0);
        }
    }

    private static EngineSettings device(String name) {
        return EngineSettings.defaults().withDevice(name);
    }

    @Test
    void autoTakesCudaThenOpenVinoThenTheCpu() throws Exception {
        EngineChoice.Chosen all =
                new EngineChoice(new Adapter("onnx", ""), new Adapter("openvino", "")).open(device("auto"));
        assertThat(opened).containsExactly("onnx cuda float32");
        assertThat(all.absent()).isEmpty();
        assertThat(all.failed()).isEmpty();
        assertThat(all.title()).isEqualTo("FAKE, fake runtime, float32");

        opened.clear();
        EngineChoice.Chosen noCuda =
                new EngineChoice(new Adapter("onnx", "no CUDA"), new Adapter("openvino", "")).open(device("auto"));
        assertThat(opened).containsExactly("openvino openvino float32");
        assertThat(noCuda.absent()).containsExactly("no CUDA");
        assertThat(noCuda.failed()).isEmpty();

        opened.clear();
        EngineChoice.Chosen plain = new EngineChoice(
                        new Adapter("onnx", "no CUDA"), new Adapter("openvino", "no OpenVINO"))
                .open(device("auto"));
        assertThat(opened).containsExactly("onnx cpu float32");
        assertThat(plain.absent()).containsExactly("no CUDA", "no OpenVINO");
    }

    @Test
    void whatIsInstalledAndFailsIsToBeAnnounced() throws Exception {
        EngineChoice.Chosen chosen = new EngineChoice(
                        new Adapter("onnx", "", "cuda"), new Adapter("openvino", "", "openvino"))
                .open(device("auto"));
        assertThat(opened).containsExactly("onnx cpu float32");
        assertThat(chosen.failed()).containsExactly("cuda fails", "openvino fails");
    }

    @Test
    void aNamedDeviceIsNeverReplaced() throws Exception {
        EngineChoice choice =
                new EngineChoice(new Adapter("onnx", "no CUDA", "cuda:1"), new Adapter("openvino", "", "openvino"));
        assertThatThrownBy(() -> choice.open(device("cuda:1"))).hasMessage("cuda:1 fails");
        assertThatThrownBy(() -> choice.open(device("openvino"))).hasMessage("openvino fails");
        choice.open(device("cpu"));
        choice.open(device("tensorrt:2"));
        assertThat(opened).containsExactly("onnx cpu float32", "onnx tensorrt:2 float32");
        assertThatThrownBy(() -> choice.open(device("tpu")))
                .hasMessage("device = tpu (expected auto, cpu, openvino, cuda, cuda:N, tensorrt or tensorrt:N)");
    }

    @Test
    void bf16IsOpenVinosAlone() throws Exception {
        EngineChoice choice = new EngineChoice(new Adapter("onnx", ""), new Adapter("openvino", "no OpenVINO"));
        choice.open(device("auto").withPrecision(Precision.BF16));
        choice.open(device("openvino").withPrecision(Precision.BF16));
        assertThat(opened).containsExactly("openvino auto bf16", "openvino openvino bf16");
        assertThatThrownBy(() -> choice.open(device("cpu").withPrecision(Precision.BF16)))
                .isInstanceOfSatisfying(
                        SegmentationException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_INPUT))
                .hasMessage("precision = bf16 (device cpu computes in float32; expected device openvino, or auto)");
    }
}
