package org.foldlink.benchmarks.protocol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Rates of the C++ library, from {@code igtl_bench}, which is built when the library is installed. */
final class CppFigures {
    private static final int MINUTES = 3;

    private CppFigures() {}

    /**
     * @param root of the source tree
     * @param seconds for each rate
     * @return name and rate a second; empty, with the reason printed, where the C++ library is not at hand
     */
    static Map<String, Double> measure(Path root, double seconds) throws IOException, InterruptedException {
        Path script = root.resolve("protocol/src/test/peers/build.sh");
        Path program = root.resolve("target/peers/cpp/igtl_bench");
        if (!Files.isRegularFile(script)) {
            System.out.println("The C++ figures are missing: no source tree at " + root + ".");
            return Map.of();
        }
        if (!Files.exists(Path.of("/usr/lib/openigtlink/OpenIGTLinkConfig.cmake"))) {
            System.out.println("The C++ figures are missing: install Debian's libopenigtlink-dev, cmake and g++.");
            return Map.of();
        }
        run(List.of(script.toString(), "cpp"));
        Map<String, Double> figures = new HashMap<>();
        run(List.of(program.toString(), Double.toString(seconds))).lines().forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                figures.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        });
        return figures;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command.get(0) + " did not end within " + MINUTES + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command.get(0) + " ended with " + process.exitValue());
        }
        return output;
    }
}
