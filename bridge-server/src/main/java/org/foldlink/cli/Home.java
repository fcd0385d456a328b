package org.foldlink.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where FoldLink's own files lie: the folder that the launcher names, else the working folder. */
final class Home {

    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("foldlink.home", "."));
    }

    /** The models that come with FoldLink, or {@code ./models} where there are none. */
    static Path models() {
        Path zoo = folder().resolve("models").resolve("zoo");
        return Files.isDirectory(zoo) ? zoo : Path.of("models");
    }
}
