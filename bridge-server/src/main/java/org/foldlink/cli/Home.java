package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where FoldLink's own files lie: the folder that the launcher names, else the working folder. */
final class Home {

    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("foldlink.home", "."));
    }

    /** Where the Talairach atlas lies once it is set up. */
    static Path atlas() {
        return folder().resolve(".foldlink").resolve("atlas");
    }

    /** Where models that were added lie: in FoldLink's own state, beside the checkout's files and not among them. */
    static Path added() {
        return folder().resolve(".foldlink").resolve("models");
    }

    /** Where the clinical database's file lies, unless another database is named. */
    static Path clinical() {
        return folder().resolve(".foldlink").resolve("clinical");
    }

    /** The models that were added, then those that come with FoldLink; folders that are not there are left out, if any other is. */
    static List<Path> modelFolders() {
        Path added = added();
        if (System.getProperty("foldlink.home") != null) {
            try {
                // So that a bridge that runs already looks there when the first model is added.
                Files.createDirectories(added);
            } catch (IOException e) {
                // FoldLink's folder is not this user's to write: nothing can be added there either.
            }
        }
        List<Path> there = Stream.of(added, models()).filter(Files::isDirectory).toList();
        return there.isEmpty() ? List.of(models()) : there;
    }

    /** The models that come with FoldLink, or {@code ./models} where there are none. */
    static Path models() {
        Path zoo = folder().resolve("models").resolve("zoo");
        return Files.isDirectory(zoo) ? zoo : Path.of("models");
    }
}
