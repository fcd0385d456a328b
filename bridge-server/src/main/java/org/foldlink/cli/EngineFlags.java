package org.foldlink.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The engine's flags, which {@code serve} and {@code segment} share. */
final class EngineFlags {

    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu (default), cuda or cuda:N.")
    private @Nullable String device;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the engine (default: one a core).")
    private @Nullable Integer threads;

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
                    nonFinite == null ? set.nonFinite() : EngineConfig.nonFinite(nonFinite));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
