package org.foldlink.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.Atlases;
import org.foldlink.atlas.BrainAtlas;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which atlas. */
final class AtlasFlags {

    @Option(
            names = "--atlas",
            paramLabel = "DIR",
            description = {
                "Folder of the Talairach atlas (default: .foldlink/atlas in FoldLink's folder, where",
                "`setup atlas` brings it; where there is none, a coarse atlas of lobes)."
            })
    private @Nullable Path folder;

    AtlasFlags() {}

    BrainAtlas open() {
        Path where = folder == null ? Home.atlas() : folder;
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(
                    ExitCode.NO_INPUT,
                    "--atlas = " + folder + " does not exist (expected a folder of the atlas's files)");
        }
        try {
            return Atlases.open(where);
        } catch (AtlasException e) {
            throw ClinicalFailures.malformed(e);
        }
    }
}
