package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The training environment, which holds nnU-Net v2. */
final class Python {

    private final Path venv;
    private final Path root;

    private Python(Path venv, Path root) {
        this.venv = venv;
        this.root = root;
    }

    /** Empty, with the reason printed, where there is none. */
    static Optional<Python> find(Path root) {
        String set = System.getenv("FOLDLINK_TRAIN_VENV");
        Path venv = (set == null ? root.resolve(".foldlink/venv-train") : Path.of(set)).toAbsolutePath();
        if (Files.isExecutable(venv.resolve("bin/python"))) {
            return Optional.of(new Python(venv, root));
        }
        System.out.println(
                "nnU-Net is missing: no " + venv.resolve("bin/python")
                        + ". `./foldlink test --peers` makes it (about 7 GB), FOLDLINK_TRAIN_VENV names another. FoldLink's figures stand alone.");
        return Optional.empty();
    }

    /** {@code python -m module arguments}; output goes where {@code builder} sends it. */
    ProcessBuilder module(String module, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(venv.resolve("bin/python").toString(), "-m", module);
        builder.command().addAll(arguments);
        builder.environment()
                .put("PYTHONPATH", root.resolve("models/python/src").toString());
        return builder;
    }

    /** One of nnU-Net's own commands. */
    ProcessBuilder command(String name, List<String> arguments) throws IOException {
        Path program = venv.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IOException("no " + program + " (expected nnU-Net v2's command)");
        }
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        return builder;
    }
}
