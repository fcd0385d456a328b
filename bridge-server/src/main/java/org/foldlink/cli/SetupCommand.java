package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.AtlasInstaller;
import org.foldlink.atlas.Atlases;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.openvino.OpenVino;
import org.foldlink.inference.openvino.OpenVinoInfo;
import org.foldlink.inference.openvino.OpenVinoInstaller;
import org.foldlink.inference.openvino.OpenVinoInstaller.InstallException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings what FoldLink can use and does not come with. */
@Command(name = "setup", description = "Bring what FoldLink can use and does not come with.")
final class SetupCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    SetupCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "openvino",
            description = {
                "OpenVINO's C library, which runs networks faster than ONNX Runtime on most CPUs.",
                "It is fetched from PyPI: by pip, with its index, proxy and certificates, where there is a Python;"
                        + " else by HTTPS.",
                "Its checksum is part of FoldLink; what is not needed is not unpacked. It is Intel's, under the Apache"
                        + " License 2.0.",
                "It goes to .foldlink/openvino in FoldLink's folder, where --device auto finds it. FOLDLINK_OPENVINO names"
                        + " another OpenVINO."
            })
    int openVino(
            @Option(
                            names = "--wheel",
                            paramLabel = "FILE",
                            description = "A package that was fetched elsewhere, instead of the network.")
                    @Nullable
                    Path wheel,
            @Option(names = "--force", description = "Bring it anew where it is already.") boolean force)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            new OpenVinoInstaller(Home.folder(), line -> {
                        out.println(line);
                        out.flush();
                    })
                    .install(Optional.ofNullable(wheel), force);
            OpenVinoInfo info = new OpenVino(Home.folder()).info();
            out.println("OpenVINO " + info.version() + " loads from " + info.library());
            return ExitCode.OK.code();
        } catch (InstallException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } catch (SegmentationException e) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    @Command(
            name = "atlas",
            description = {
                "The Talairach atlas, which names gyri and deep nuclei; without it FoldLink knows lobes alone.",
                "It is fetched from npm's registry: by npm, with its registry, proxy and certificates, where it is there;"
                        + " else by HTTPS.",
                "Checksums of the package and of each file are part of FoldLink. It is RII-UTHSCSA's, under a BSD"
                        + " licence, and not for clinical use.",
                "It goes to .foldlink/atlas in FoldLink's folder."
            })
    int atlas(
            @Option(
                            names = "--package",
                            paramLabel = "FILE",
                            description = "The npm package, fetched elsewhere, instead of the network.")
                    @Nullable
                    Path pack,
            @Option(
                            names = "--from",
                            paramLabel = "FOLDER",
                            description = "A folder that has the atlas's four files, instead of the network.")
                    @Nullable
                    Path from,
            @Option(names = "--force", description = "Bring it anew where it is already.") boolean force)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (pack != null && from != null) {
            throw new CommandFailure(ExitCode.USAGE, "--package and --from were both given (expected one of them)");
        }
        AtlasInstaller installer = new AtlasInstaller(Home.atlas(), line -> {
            out.println(line);
            out.flush();
        });
        try {
            if (pack != null) {
                installer.installPackage(pack, force);
            } else if (from != null) {
                installer.installFrom(from, force);
            } else {
                installer.install(force);
            }
            BrainAtlas atlas = Atlases.open(Home.atlas());
            out.println(atlas.name() + ": " + (atlas.places().size() - 1) + " labels. " + Main.NOTICE);
            return ExitCode.OK.code();
        } catch (AtlasException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }
}
