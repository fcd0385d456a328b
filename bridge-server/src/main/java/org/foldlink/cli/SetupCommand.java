package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
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
}
