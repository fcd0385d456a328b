package org.foldlink.inference;

/**
 * What an engine may use.
 *
 * @param threads of preprocessing, export and the network together; they do not run at once
 * @param device "cpu", "cuda" or "cuda:N"
 * @param memoryLimitBytes a run whose estimate is above it is refused before it starts
 * @param sessionCacheBytes networks kept loaded between runs, by estimate; at least one stays
 */
public record EngineSettings(int threads, String device, long memoryLimitBytes, long sessionCacheBytes) {

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
    }

    /** All processors, the CPU, three quarters of the machine's memory, 2 GiB of loaded networks. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Runtime.getRuntime().availableProcessors(), "cpu", MachineMemory.bytes() / 4 * 3, 2L << 30);
    }

    public EngineSettings withThreads(int n) {
        return new EngineSettings(n, device, memoryLimitBytes, sessionCacheBytes);
    }

    public EngineSettings withDevice(String name) {
        return new EngineSettings(threads, name, memoryLimitBytes, sessionCacheBytes);
    }

    public EngineSettings withMemoryLimitBytes(long bytes) {
        return new EngineSettings(threads, device, bytes, sessionCacheBytes);
    }

    public EngineSettings withSessionCacheBytes(long bytes) {
        return new EngineSettings(threads, device, memoryLimitBytes, bytes);
    }
}
