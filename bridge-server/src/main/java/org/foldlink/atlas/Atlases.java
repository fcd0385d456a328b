package org.foldlink.atlas;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The best atlas that is there. */
public final class Atlases {

    private Atlases() {}

    /** @return whether {@code folder} has any of the Talairach atlas's own files, be they right or not */
    public static boolean isInstalled(Path folder) {
        return Stream.of(AtlasFile.LABELS, AtlasFile.NAMES, AtlasFile.TEMPLATE)
                .anyMatch(f -> Files.exists(folder.resolve(f.fileName())));
    }

    /**
     * Checks the files alone, without reading the atlas.
     *
     * @throws AtlasException if one is missing, another, or damaged
     */
    public static void check(Path folder) throws AtlasException {
        for (AtlasFile file : AtlasFile.values()) {
            file.checked(folder);
        }
    }

    /**
     * The Talairach atlas where {@code folder} holds it, else the coarse atlas.
     *
     * @throws AtlasException if files of the Talairach atlas are there and not all of them are right: the coarse atlas would hide it
     */
    public static BrainAtlas open(Path folder) throws AtlasException {
        return isInstalled(folder) ? TalairachAtlas.read(folder) : CoarseAtlas.make();
    }
}
