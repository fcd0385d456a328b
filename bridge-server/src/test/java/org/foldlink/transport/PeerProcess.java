package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs a peer that we did not write, to its end. */
final class PeerProcess {

    private PeerProcess() {}

    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("foldlink.root"), "system property foldlink.root"));
    }

    /** @return what it printed; a peer that is missing, fails or hangs fails the test with that */
    static String run(int seconds, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("peer", ".log");
        try {
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
            } catch (IOException e) {
                throw new AssertionError("the peer " + command.get(0) + " does not run here", e);
            }
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            assertThat(ended).as("%s ends in %d s: %s", command, seconds, text).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
