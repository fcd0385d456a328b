package org.foldlink.inference.openvino;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationException.Code;

/**
 * The OpenVINO that loads here.
 *
 * @param library its C library's file
 * @param bf16 whether it takes the bf16 mode on this processor
 * @param bf16Units what the processor multiplies bf16 with, as Linux names it ("amx_bf16", "avx512_bf16"); empty where it has none or Linux
 *     does not say
 */
public record OpenVinoInfo(String version, Path library, boolean bf16, List<String> bf16Units) {

    public OpenVinoInfo {
        bf16Units = List.copyOf(bf16Units);
    }

    static OpenVinoInfo of(OpenVinoLibrary library) throws SegmentationException {
        try {
            Pointer core = library.createCore();
            try {
                boolean bf16 = library.capabilities(core).contains("BF16");
                return new OpenVinoInfo(library.version(), library.file(), bf16, units(Path.of("/proc/cpuinfo")));
            } finally {
                library.c().ov_core_free(core);
            }
        } catch (OpenVinoException e) {
            throw new SegmentationException(
                    Code.RUNTIME, "device", "OpenVINO at " + library.file() + " does not run here: " + e.reason(), e);
        }
    }

    private static List<String> units(Path cpuinfo) {
        try (Stream<String> lines = Files.lines(cpuinfo)) {
            String flags = lines.filter(l -> l.startsWith("flags") || l.startsWith("Features"))
                    .findFirst()
                    .orElse("");
            List<String> words = List.of(flags.split("\\s+"));
            return Stream.of("amx_bf16", "avx512_bf16", "bf16")
                    .filter(words::contains)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
