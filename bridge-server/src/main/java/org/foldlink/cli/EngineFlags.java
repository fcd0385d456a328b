package org.foldlink.cli;

import java.util.List;
import org.foldlink.inference.Fused;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The engine's flags, which {@code serve} and {@code segment} share. */
final class EngineFlags {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = {
                "auto (default: the first of CUDA, OpenVINO and ONNX Runtime on the CPU that is there),",
                "cpu, openvino, cuda, cuda:N, tensorrt or tensorrt:N; cuda:0,1 runs jobs on both."
            })
    private @Nullable String device;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: one a core).")
    private @Nullable Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = {
                "float32 (default); faster and a little less exact are bf16, on OpenVINO only,",
                "and float16, on a GPU only."
            })
    private @Nullable String precision;

    @Option(
            names = "--non-finite",
            paramLabel = "refuse|VALUE",
            description = "Refuse volumes with voxels that are NaN or infinite (default), or take this value there.")
    private @Nullable String nonFinite;

    @Option(
            names = "--provider-option",
            paramLabel = "NAME=VALUE",
            description = {
                "An option of ONNX Runtime's CUDA provider, or (trt_...) of TensorRT's; may be repeated.",
                "Example: cudnn_conv_algo_search=EXHAUSTIVE."
            })
    private List<String> providerOptions = List.of();

    @Option(
            names = "--fused",
            paramLabel = "WHEN",
            description = "Run the model's fused graphs: auto (default: on a GPU), always or never.")
    private @Nullable String fused;

    /** Those that are given, over what is set otherwise. */
    EngineConfig over(EngineConfig set) {
        try {
            return new EngineConfig(
                    device == null ? set.device() : device,
                    threads == null ? set.threads() : threads,
                    precision == null ? set.precision() : Precision.parse(precision),
                    nonFinite == null ? set.nonFinite() : EngineConfig.nonFinite(nonFinite),
                    gpu(set.gpu()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private GpuSettings gpu(GpuSettings set) {
        GpuSettings gpu = fused == null ? set : set.withFused(Fused.parse(fused));
        for (String option : providerOptions) {
            gpu = gpu.with(option);
        }
        return gpu;
    }
}
