package org.foldlink.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Moves whole model folders into a models folder and out of it, by renaming: whoever looks sees all of a model or none of it. */
public final class ModelPlace {

    private ModelPlace() {}

    /**
     * Puts a folder of the same file system under {@code id}. One that is there already is moved aside first, comes back if the other cannot
     * take its place, and is deleted at the end.
     */
    static void put(Path folder, Path models, String id) throws IOException {
        Path place = models.resolve(id);
        if (!isThere(place)) {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path aside = Workspace.open(models, Workspace.Purpose.REPLACED);
        Path old = aside.resolve(id);
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        } finally {
            Workspace.remove(aside);
        }
    }

    /** Whether a models folder has anything of this name, be it broken. */
    public static boolean isTaken(Path models, String id) {
        return isThere(models.resolve(id));
    }

    private static boolean isThere(Path place) {
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    }

    /** Takes a model out of its models folder and deletes it. A folder that is linked to stays where it is. */
    public static void remove(Path models, String id) throws IOException {
        Path aside = Workspace.open(models, Workspace.Purpose.REMOVED);
        try {
            Files.move(models.resolve(id), aside.resolve(id), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Workspace.remove(aside);
        }
        if (isThere(aside)) {
            throw new IOException("the model is out of use, but not all of its files could be deleted (delete " + aside
                    + " by hand)");
        }
    }
}
