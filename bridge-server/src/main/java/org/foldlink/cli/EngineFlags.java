package org.foldlink.cli;

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
                "cpu, openvino, cuda, cuda:N, tensorrt or tensorrt:N."
            })
    private @Nullable String device;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: one a core).")
    private @Nullable Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            description = "float32 (default), or bf16: faster and a little less exact, on OpenVINO only.")
    private @Nullable String precision;

    @Option(
            names = "--non-finite",
            paramLabel = "refuse|VALUE",
            description = "Refuse volumes with voxels that are NaN or infinite (default), or take this value there.")
    private @Nullable String nonFinite;

    /** Those that are given, over what is set otherwise. */
    EngineConfig over(EngineConfig set) {
        try {
            return new EngineConfig(
                    device == null ? set.device() : device,
                    threads == null ? set.threads() : threads,
                    precision == null ? set.precision() : Precision.parse(precision),
                    nonFinite == null ? set.nonFinite() : EngineConfig.nonFinite(nonFinite));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
