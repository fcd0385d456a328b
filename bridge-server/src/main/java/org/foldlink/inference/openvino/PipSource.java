package org.foldlink.inference.openvino;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foldlink.download.DownloadSource;

/** A Python's pip: it knows this place's index, proxy and certificates. */
record PipSource(List<String> pythons) implements DownloadSource<OpenVinoWheel> {

    private static final int PATIENCE_MINUTES = 30;

    PipSource {
        pythons = List.copyOf(pythons);
    }

    @Override
    public String title() {
        return "pip";
    }

    @Override
    public void fetch(OpenVinoWheel wheel, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("pip.log");
        String python = python(log);
        int exit = run(
                log,
                List.of(
                        python,
                        "-m",
                        "pip",
                        "download",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--platform=" + wheel.platform(),
                        "--python-version=3.11",
                        "--implementation=cp",
                        "--abi=cp311",
                        "--dest=" + folder,
                        "openvino==" + OpenVinoWheel.VERSION));
        if (exit != 0) {
            List<String> said =
                    Files.readString(log).lines().filter(l -> !l.isBlank()).toList();
            throw new IOException(python + " -m pip ended with " + exit + ": "
                    + (said.isEmpty() ? "" : said.get(said.size() - 1).strip()));
        }
    }

    private String python(Path log) throws IOException, InterruptedException {
        for (String python : pythons) {
            try {
                if (run(log, List.of(python, "-m", "pip", "--version")) == 0) {
                    return python;
                }
            } catch (IOException e) {
                // Not there: the next one.
            }
        }
        throw new IOException("no Python with pip was found (looked for " + String.join(", ", pythons) + ")");
    }

    private static int run(Path log, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                Files.writeString(log, "no end after " + PATIENCE_MINUTES + " minutes", StandardCharsets.UTF_8);
                return -1;
            }
            return process.exitValue();
        } finally {
            process.destroy();
        }
    }
}
