package org.foldlink.parity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the peers and the real data are. */
public final class PeerPython {

    private static final Path ROOT =
            Path.of(System.getProperty("foldlink.root", "..")).toAbsolutePath().normalize();

    private PeerPython() {}

    /** The checkout. */
    public static Path root() {
        return ROOT;
    }

    /** The real data's folder, if this machine has it. */
    public static Optional<Path> sharedData() {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path folder = set == null ? ROOT.resolve("../shared/data") : Path.of(set);
        return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
    }

    /** Python of the training environment, which has nnU-Net and MONAI; its absence fails the test. */
    public static Path executable() {
        String set = System.getenv("FOLDLINK_TRAIN_VENV");
        Path venv = set == null ? ROOT.resolve(".foldlink/venv-train") : Path.of(set);
        Path python = venv.resolve("bin/python");
        if (!Files.isExecutable(python)) {
            throw new AssertionError("the peers are missing: no " + python
                    + " (expected the training environment; ./foldlink test --peers makes it, FOLDLINK_TRAIN_VENV names"
                    + " another)");
        }
        return python;
    }
}
