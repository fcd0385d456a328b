package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole commands from start to end, as a user runs them, in seconds. */
final class Commands {

    private final Path root;
    private final Path folder;
    private final int threads;

    /** @param folder for what they write */
    Commands(Path root, Path folder, int threads) {
        this.root = root;
        this.folder = folder;
        this.threads = threads;
    }

    /** Builds what must be built, so that no measured command does. */
    void prepare() throws IOException, InterruptedException {
        run("foldlink", new ProcessBuilder(root.resolve("foldlink").toString(), "--version"));
    }

    double segment(Subject subject, List<String> arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out-foldlink-" + subject.name());
        List<String> command = new ArrayList<>(List.of(
                root.resolve("foldlink").toString(),
                "segment",
                subject.input().toString(),
                "--models",
                subject.model().folder().resolveSibling("").toString(),
                "--model",
                subject.model().id(),
                "--out",
                out.toString(),
                "--threads",
                Integer.toString(threads),
                "--force",
                "--quiet"));
        if (!subject.mirroring()) {
            command.add("--no-mirroring");
        }
        command.addAll(arguments);
        return run("foldlink-segment", new ProcessBuilder(command));
    }

    double predict(Python python, Assets assets, Subject subject) throws IOException, InterruptedException {
        Path model = subject.peerModel()
                .orElseThrow(() -> new IOException(subject.name() + ": no model that nnU-Net can read"));
        List<String> arguments = new ArrayList<>(List.of(
                "-i",
                subject.input().resolveSibling("").toString(),
                "-o",
                folder.resolve("out-nnunet-" + subject.name()).toString(),
                "-d",
                model.resolveSibling("").getFileName().toString(),
                "-c",
                "3d_fullres",
                "-device",
                "cpu",
                "-f"));
        subject.model().folds().forEach(f -> arguments.add(Integer.toString(f.index())));
        if (!subject.mirroring()) {
            arguments.add("--disable_tta");
        }
        ProcessBuilder builder = python.command("nnUNetv2_predict", arguments);
        builder.environment()
                .putAll(Map.of(
                        "nnUNet_results", assets.results().toString(),
                        "nnUNet_raw", assets.results().toString(),
                        "nnUNet_preprocessed", assets.results().toString(),
                        "OMP_NUM_THREADS", Integer.toString(threads)));
        return run("nnunet-predict", builder);
    }

    private double run(String name, ProcessBuilder builder) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", builder.command()) + " ended with " + process.exitValue() + ": "
                        + Files.readString(log));
            }
        } finally {
            process.destroy();
        }
        return Times.since(start);
    }
}
