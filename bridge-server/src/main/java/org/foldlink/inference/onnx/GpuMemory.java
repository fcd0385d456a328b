package org.foldlink.inference.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a GPU has in memory, as its driver's own tool says. */
final class GpuMemory {

    /** Where the driver does not answer: the memory of a small GPU that a network of the default size fits into. */
    static final long UNKNOWN = 8L << 30;

    private GpuMemory() {}

    /** Nine tenths of the device's memory, bytes. */
    static long bytes(int device) {
        try {
            Process process = new ProcessBuilder(List.of(
                            "nvidia-smi",
                            "--query-gpu=memory.total",
                            "--format=csv,noheader,nounits",
                            "-i",
                            "" + device))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                return UNKNOWN;
            }
            return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    /** @param said mebibytes, a line */
    static long parse(String said) {
        String line = said.strip();
        return line.matches("[0-9]{1,9}") ? (Long.parseLong(line) << 20) / 10 * 9 : UNKNOWN;
    }
}
