package org.foldlink.download;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A way to a file. What it brings is checked by {@link Downloads}.
 *
 * @param <D> what it must know of the file
 */
public interface DownloadSource<D extends Download> {

    /** For messages: "pip". */
    String title();

    /**
     * @param folder exists; the file comes to lie in it under its own name, whole
     * @throws IOException with a message for the user
     */
    void fetch(D wanted, Path folder) throws IOException, InterruptedException;
}
