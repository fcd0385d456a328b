package org.foldlink.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of {@code src/test/peers} in the peers' own Python environment, which it makes first. */
public final class PythonPeer {

    private final Path folder;
    private final Path python;

    private PythonPeer(Path folder, Path python) {
        this.folder = folder;
        this.python = python;
    }

    public static PythonPeer start() throws IOException, InterruptedException {
        setUp("setup-venv.sh");
        return new PythonPeer(peers(), root().resolve(".foldlink/venv-peers/bin/python"));
    }

    /** Runs a script that makes sure of something beside Python. */
    public static void setUp(String script) throws IOException, InterruptedException {
        run(List.of(peers().resolve(script).toString()));
    }

    private static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("foldlink.root"), "system property foldlink.root"));
    }

    private static Path peers() {
        return root().resolve("bridge-server/src/test/peers");
    }

    String volumes(String... arguments) throws IOException, InterruptedException {
        return run("volumes.py", arguments);
    }

    /** @return what the script printed; it must end well, else the test fails with that */
    public String run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(python.toString(), folder.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** With another Python, such as the training environment's: {@code org.foldlink.parity.PeerPython}. */
    public PythonPeer with(Path other) {
        return new PythonPeer(folder, other);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("peer", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(10, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            assertThat(ended)
                    .as("%s ends within ten minutes: %s", command, text)
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
