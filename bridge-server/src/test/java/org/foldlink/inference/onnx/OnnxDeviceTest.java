package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;
import org.junit.jupiter.api.Test;

/** Which providers a device asks for, and with which options; no GPU is needed to say so. */
class OnnxDeviceTest {

    private static final Set<OrtProvider> CPU = EnumSet.of(OrtProvider.CPU);
    private static final Set<OrtProvider> ALL = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA, OrtProvider.TENSOR_RT);
    private static final Path ENGINES = Path.of("engines").toAbsolutePath();
    private static final GpuSettings GPU = GpuSettings.DEFAULT.withEngines(ENGINES);
    private static final OnnxDevice.Provider CUDA =
            new OnnxDevice.Provider(OrtProvider.CUDA, Map.of("cudnn_conv_algo_search", "HEURISTIC", "use_tf32", "0"));

    private static OnnxDevice device(String name, GpuSettings gpu) throws SegmentationException {
        return OnnxDevice.of(name, gpu, false, ALL);
    }

    @Test
    void theCpuNeedsNoProvider() throws Exception {
        OnnxDevice cpu = OnnxDevice.of("cpu", GPU, false, CPU);
        assertThat(cpu.providers()).isEmpty();
        assertThat(cpu.title()).isEqualTo("CPU");
        assertThat(cpu.beside()).isFalse();
    }

    @Test
    void cudaTakesItsOptionsOverTheEnginesOwn() throws Exception {
        OnnxDevice cuda = device("cuda:2", GPU);
        assertThat(cuda.providers()).containsExactly(CUDA);
        assertThat(cuda.index()).isEqualTo(2);
        assertThat(cuda.title()).isEqualTo("CUDA:2");
        assertThat(cuda.beside()).isTrue();
        assertThat(device("cuda", GPU).title()).isEqualTo("CUDA:0");
        assertThat(device("cuda", GPU.with("cudnn_conv_algo_search=EXHAUSTIVE").with("gpu_mem_limit=1000"))
                        .providers())
                .isEqualTo(List.of(new OnnxDevice.Provider(
                        OrtProvider.CUDA,
                        Map.of(
                                "cudnn_conv_algo_search", "EXHAUSTIVE",
                                "gpu_mem_limit", "1000",
                                "use_tf32", "0"))));
    }

    @Test
    void tensorRtKeepsItsEnginesAndLeavesTheRestToCuda() throws Exception {
        Map<String, String> expected = Map.of(
                "trt_engine_cache_enable", "1",
                "trt_engine_cache_path", ENGINES.toString(),
                "trt_timing_cache_enable", "1",
                "trt_timing_cache_path", ENGINES.toString(),
                "trt_fp16_enable", "1",
                "trt_max_workspace_size", "7");
        OnnxDevice device = OnnxDevice.of("tensorrt:1", GPU.with("trt_max_workspace_size=7"), true, ALL);
        assertThat(device.providers()).containsExactly(new OnnxDevice.Provider(OrtProvider.TENSOR_RT, expected), CUDA);
        assertThat(device.title()).isEqualTo("TensorRT:1, CUDA:1 for what it cannot run");
        assertThat(device("tensorrt", GPU).providers().get(0).options()).containsEntry("trt_fp16_enable", "0");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> device("tpu", GPU))
                .hasMessage("device = tpu (expected cpu, cuda, cuda:N, tensorrt or tensorrt:N)");
        assertThatThrownBy(() -> device("cuda:x", GPU)).hasMessageStartingWith("device = cuda:x (expected cpu, ");
        assertThatThrownBy(() -> OnnxDevice.of("tensorrt", GPU, false, CPU))
                .isInstanceOfSatisfying(
                        SegmentationException.class, e -> assertThat(e.code()).isEqualTo(Code.RUNTIME))
                .hasMessage("device = tensorrt (this build runs on the CPU only; build one for GPUs with"
                        + " ./foldlink build --gpu, and see what ./foldlink doctor says is missing)");
        assertThatThrownBy(() -> device("cuda", GPU.with("trt_fp16_enable=1")))
                .hasMessage("provider option trt_fp16_enable (device = cuda takes CUDA's; trt_ options need device ="
                        + " tensorrt)");
        assertThatThrownBy(() -> device("cpu", GPU.with("gpu_mem_limit=1")))
                .isInstanceOfSatisfying(
                        SegmentationException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_INPUT))
                .hasMessage("provider option gpu_mem_limit (device = cpu takes none)");
        assertThat(OnnxDevice.refused("colour", "red", new OrtException("Unknown provider option: \"colour\".\nat x")))
                .hasMessage("provider option colour=red is refused by ONNX Runtime: Unknown provider option:"
                        + " \"colour\".");
    }

    @Test
    void whatAProviderSaysWhenItStartsIsSaidOfTheOptionOrOfTheDevice() throws Exception {
        OnnxDevice device = device("cuda:1", GPU.with("colour=red"));
        OnnxDevice.Provider cuda = device.providers().get(0);
        assertThat(device.failed(cuda, new OrtException("Unknown provider option: \"colour\".")))
                .hasMessage(
                        "provider option colour=red is refused by ONNX Runtime: Unknown provider option: \"colour\".");
        assertThat(device.failed(cuda, new OrtException("Failed to load library\nlibcublasLt.so.13")))
                .hasMessage("CUDA:1 does not start: Failed to load library; ./foldlink doctor says what is missing");
    }
}
