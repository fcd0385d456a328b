package org.foldlink.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.foldlink.inference.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime would do where nobody forbids it: keep an identifier and a queue of events in the user's home, and send them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OnnxTelemetryTest {

    @TempDir
    Path home;

    /** Opens what every segmentation on ONNX Runtime opens. */
    static final class Start {

        private Start() {}

        public static void main(String[] args) throws Exception {
            OnnxSegmenter.runtime(EngineSettings.defaults()).close();
        }
    }

    @Test
    void nothingIsKeptToBeSent() throws Exception {
        start("");
        try (Stream<Path> left = Files.walk(home.resolve("home"))) {
            assertThat(left.skip(1)).isEmpty();
        }
    }

    /** Its telemetry reads the command line by recursion, a frame a character: past about 3900 of them it overran the stack and ended the process without a word. */
    @Test
    void aLongCommandLineDoesNotEndTheProcess() throws Exception {
        start("x".repeat(20_000));
    }

    private void start(String argument) throws Exception {
        Path folder = Files.createDirectory(home.resolve("home"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.tmpdir=" + home,
                Start.class.getName(),
                argument);
        Map<String, String> environment = builder.environment();
        // Any of them would forbid it too.
        environment.keySet().removeAll(List.of("ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "CI"));
        environment.keySet().removeIf(name -> name.startsWith("GITHUB_") || name.equals("TF_BUILD"));
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
        environment.put("HOME", folder.toString());
        environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        Path said = home.resolve("said");
        int status = builder.redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        assertThat(status).as("%s", Files.readString(said)).isZero();
    }
}
