package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.foldlink.surface.Surface;
import org.foldlink.surface.SurfaceFormat;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the surfaces of a labelmap's structures. */
@Command(
        name = "surfaces",
        description = {
            "Write the closed surface of every structure of a labelmap, in RAS mm: all in one pass, neighbours with a common border.",
            "Smooth surfaces keep each structure's volume within 1 %."
        })
final class SurfacesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "LABELS", description = "The labelmap: .nii.gz, .nii, .nrrd or .nhdr; values 0..65535.")
    private Path labels;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private NamesFlags names;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = "foldlink-out",
            description = "Folder for the files (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            split = ",",
            defaultValue = "glb",
            description = "stl, ply, obj, glb, or several with commas between (default: ${DEFAULT-VALUE}).")
    private List<String> formats;

    @Option(names = "--smooth", description = "Without the voxels' steps (the default).")
    private boolean smooth;

    @Option(names = "--raw", description = "The voxels' outer faces, as they are.")
    private boolean raw;

    @Option(
            names = "--triangles",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "At most N triangles a structure (default: all; gaps below a voxel may open between neighbours).")
    private int triangles;

    @Option(
            names = "--structures",
            paramLabel = "VALUES",
            split = ",",
            description = "Only these label values; the others count as background.")
    private @Nullable Set<Integer> structures;

    @Option(names = "--force", description = "Replace surfaces that are there already.")
    private boolean force;

    @Option(
            names = {"-q", "--quiet"},
            description = "No table.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    SurfacesCommand() {}

    @Override
    public Integer call() {
        PrintWriter text = spec.commandLine().getOut();
        SurfaceOptions options = options();
        Set<SurfaceFormat> asked = SurfaceFlags.parse("--format", formats);
        SurfaceNames known = SurfaceNames.of(names.read().labels());
        String stem = InputCases.baseName(labels);
        CaseOutputs.in(out);
        if (!force) {
            refuseExisting(stem);
        }
        Volume labelmap = Inputs.read(labels, warning -> text.println("  " + warning));
        List<Surface> surfaces = SurfaceFlags.make(labelmap, options, known);
        List<Path> files = SurfaceFlags.write(out, stem, asked, surfaces);
        if (!quiet) {
            print(text, surfaces);
            text.println(files.size() + (files.size() == 1 ? " file" : " files") + " in " + out);
        }
        if (surfaces.isEmpty()) {
            text.println("no structure" + (structures == null ? "" : " of those asked for") + " is in " + labels);
        }
        text.println(Main.NOTICE);
        return ExitCode.OK.code();
    }

    private SurfaceOptions options() {
        if (smooth && raw) {
            throw new CommandFailure(ExitCode.USAGE, "--smooth and --raw exclude each other (expected one of them)");
        }
        try {
            SurfaceOptions options = SurfaceOptions.DEFAULT.withSmooth(!raw).withMaxTriangles(triangles);
            return structures == null ? options : options.withLabels(structures);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), e);
        }
    }

    private void refuseExisting(String stem) {
        try (Stream<Path> files = Files.list(out)) {
            files.filter(f -> f.getFileName().toString().startsWith(stem + ".surf."))
                    .sorted()
                    .findFirst()
                    .ifPresent(file -> {
                        throw new CommandFailure(
                                ExitCode.CANNOT_WRITE,
                                file + " exists (--force replaces it, --out takes another folder)");
                    });
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CANNOT_WRITE, "output folder " + out + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void print(PrintWriter text, List<Surface> surfaces) {
        text.printf(Locale.ROOT, "%5s  %-32s %10s %10s %12s%n", "value", "structure", "triangles", "cm2", "ml");
        for (Surface s : surfaces) {
            text.printf(
                    Locale.ROOT,
                    "%5d  %-32s %10d %10.1f %12.3f%n",
                    s.value(),
                    s.name(),
                    s.mesh().triangleCount(),
                    s.mesh().area() / 100,
                    s.mesh().volume() / 1000);
        }
    }
}
