package org.foldlink.inference;

import java.util.OptionalDouble;

/**
 * What an engine may use.
 *
 * @param threads of preprocessing, export and the network together; they do not run at once
 * @param device "auto", "cpu", "openvino", "cuda", "cuda:N", "tensorrt" or "tensorrt:N"
 * @param precision what networks compute in
 * @param memoryLimitBytes a run whose estimate is above it is refused before it starts
 * @param sessionCacheBytes networks kept loaded between runs, by estimate; at least one stays
 * @param nonFinite the value taken in place of a voxel that is NaN or infinite; without one such a volume is refused
 * @param gpu how a GPU is used
 */
public record EngineSettings(
        int threads,
        String device,
        Precision precision,
        long memoryLimitBytes,
        long sessionCacheBytes,
        OptionalDouble nonFinite,
        GpuSettings gpu) {

    public EngineSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + " (expected 1 or more)");
        }
        if (memoryLimitBytes < 1) {
            throw new IllegalArgumentException("memory limit = " + memoryLimitBytes + " bytes (expected 1 or more)");
        }
        if (sessionCacheBytes < 0) {
            throw new IllegalArgumentException("session cache = " + sessionCacheBytes + " bytes (expected 0 or more)");
        }
        if (nonFinite.isPresent() && !Float.isFinite((float) nonFinite.getAsDouble())) {
            throw new IllegalArgumentException("value for voxels that are not finite = " + nonFinite.getAsDouble()
                    + " (expected a finite number)");
        }
    }

    /** All processors, the CPU in float32, three quarters of the machine's memory, 2 GiB of loaded networks, NaN refused. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(),
                "cpu",
                Precision.FLOAT32,
                MachineMemory.bytes() / 4 * 3,
                2L << 30,
                OptionalDouble.empty(),
                GpuSettings.DEFAULT);
    }

    public EngineSettings withThreads(int n) {
        return new EngineSettings(n, device, precision, memoryLimitBytes, sessionCacheBytes, nonFinite, gpu);
    }

    public EngineSettings withDevice(String name) {
        return new EngineSettings(threads, name, precision, memoryLimitBytes, sessionCacheBytes, nonFinite, gpu);
    }

    public EngineSettings withPrecision(Precision p) {
        return new EngineSettings(threads, device, p, memoryLimitBytes, sessionCacheBytes, nonFinite, gpu);
    }

    public EngineSettings withMemoryLimitBytes(long bytes) {
        return new EngineSettings(threads, device, precision, bytes, sessionCacheBytes, nonFinite, gpu);
    }

    public EngineSettings withSessionCacheBytes(long bytes) {
        return new EngineSettings(threads, device, precision, memoryLimitBytes, bytes, nonFinite, gpu);
    }

    public EngineSettings withNonFinite(OptionalDouble value) {
        return new EngineSettings(threads, device, precision, memoryLimitBytes, sessionCacheBytes, value, gpu);
    }

    public EngineSettings withGpu(GpuSettings how) {
        return new EngineSettings(threads, device, precision, memoryLimitBytes, sessionCacheBytes, nonFinite, how);
    }
}
