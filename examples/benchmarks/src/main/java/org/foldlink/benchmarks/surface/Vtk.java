package org.foldlink.benchmarks.surface;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** VTK in the peers' Python environment, which answers one question after the other. */
final class Vtk implements AutoCloseable {

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final String title;

    private Vtk(Process process) throws IOException {
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.title = answer();
    }

    /** Empty, with the reason printed, where there is none. */
    static Optional<Vtk> start(Path root, Path labels, int threads) throws IOException {
        Path python = root.resolve(".foldlink/venv-peers/bin/python");
        if (!Files.isExecutable(python)) {
            System.out.println("VTK is missing: no " + python
                    + ". `./foldlink test --peers` makes it. FoldLink's figures stand alone.");
            return Optional.empty();
        }
        Path script = root.resolve("bridge-server/src/test/peers/surface_speed.py");
        return Optional.of(new Vtk(
                new ProcessBuilder(python.toString(), script.toString(), labels.toString(), Integer.toString(threads))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()));
    }

    /** Its name and version. */
    String title() {
        String[] words = title.split(" ", -1);
        return words[0] + " " + words[1];
    }

    /** Seconds for one run. */
    double run(String what) {
        try {
            in.write(what + "\n");
            in.flush();
            return Double.parseDouble(answer().split(" ", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("VTK's process ended without an answer (its reason is above)");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroy();
    }
}
