package org.foldlink.cli;

import java.io.PrintWriter;
import java.util.List;
import org.foldlink.cli.Main.VersionProvider;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** FoldLink's command line. */
@Command(
        name = "foldlink",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Segmentation over OpenIGTLink: volumes in, labelmaps and boxes out.",
        footer = {
            "",
            "test, bench and package slicer are run by the launcher; exit codes: docs/cli.md.",
            "Not for clinical use."
        },
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            SendCommand.class,
            SegmentCommand.class,
            ClassifyCommand.class,
            MeasureCommand.class,
            EvaluateCommand.class,
            SurfacesCommand.class,
            ViewCommand.class,
            FuseCommand.class,
            ClinicalCommand.class,
            ModelsCommand.class,
            InspectCommand.class,
            DoctorCommand.class,
            SetupCommand.class,
            PhantomCommand.class,
            GenerateCompletion.class
        })
public final class Main implements Runnable {

    static final String NOTICE = "Not for clinical use.";

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    Main() {}

    public static void main(String[] args) {
        // A server's log is what its operator reads; of other commands only what is wrong. FOLDLINK_LOG wins.
        System.setProperty("foldlink.log", List.of(args).contains("serve") ? "info" : "warn");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.getSubcommands()
                .values()
                .forEach(c -> c.getCommandSpec().usageMessage().hidden(false));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
        line.setParameterExceptionHandler((failure, args) -> {
            PrintWriter err = failure.getCommandLine().getErr();
            err.println("foldlink: " + failure.getMessage());
            err.println("Try '" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE.code();
        });
        return line;
    }

    private static int report(Exception failure, PrintWriter err) {
        if (failure instanceof CommandFailure known) {
            err.println("foldlink: " + known.getMessage());
            return known.exit().code();
        }
        LoggerFactory.getLogger(Main.class).debug("unexpected", failure);
        err.println("foldlink: internal error: " + failure);
        err.println("This is a fault of FoldLink itself. Run again with FOLDLINK_LOG=debug and report what it prints.");
        return ExitCode.INTERNAL.code();
    }

    /** Without a command: the help. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut(), Ansi.AUTO);
    }

    /** The version that the jar's manifest states. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"FoldLink " + Version.get(), NOTICE};
        }
    }
}
