package org.foldlink.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.foldlink.surface.Surface;
import org.foldlink.surface.SurfaceFiles;
import org.foldlink.surface.SurfaceFormat;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --surfaces FORMAT}: the surfaces of a result beside its labelmap. */
final class SurfaceFlags {

    @Option(
            names = "--surfaces",
            paramLabel = "FORMAT",
            split = ",",
            description = "Also write the structures' surfaces: stl, ply, obj, glb, or several with commas between.")
    @Nullable
    List<String> formats;

    /** @throws CommandFailure if a format is none of ours, before any work */
    Set<SurfaceFormat> formats() {
        return formats == null ? Set.of() : parse("--surfaces", formats);
    }

    static Set<SurfaceFormat> parse(String option, List<String> formats) {
        Set<SurfaceFormat> parsed = new LinkedHashSet<>();
        for (String format : formats) {
            try {
                parsed.add(SurfaceFormat.parse(format));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
            }
        }
        return parsed;
    }

    /** Writes nothing where no format was asked for. */
    void write(Path folder, String stem, JobOutcome outcome) {
        Set<SurfaceFormat> asked = formats();
        if (!asked.isEmpty()) {
            SurfaceNames names = SurfaceNames.ofResult(outcome.result());
            write(folder, stem, asked, make(outcome.labels(), SurfaceOptions.DEFAULT, names));
        }
    }

    static List<Surface> make(Volume labels, SurfaceOptions options, SurfaceNames names) {
        try {
            return names.surfaces(Surfaces.of(labels, options));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    static List<Path> write(Path folder, String stem, Set<SurfaceFormat> formats, List<Surface> surfaces) {
        List<Path> files = new ArrayList<>();
        try {
            for (SurfaceFormat format : formats) {
                files.addAll(SurfaceFiles.write(folder, stem, format, surfaces));
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
        return files;
    }
}
