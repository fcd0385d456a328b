package org.foldlink.atlas;

import java.io.IOException;
import java.nio.file.Path;

/** A way to a package's file. What it brings is checked by whoever asked. */
interface PackageSource {

    /** For messages. */
    String title();

    /**
     * @param folder exists; the file comes to lie in it under its own name, whole
     * @throws IOException with a message for the user
     */
    void fetch(AtlasPackage wanted, Path folder) throws IOException, InterruptedException;
}
