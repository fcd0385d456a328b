package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.PhantomDataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes generated CT phantoms with their labels. */
@Command(
        name = "phantom",
        description = "Write generated CT phantoms of the abdomen, with labels, as an nnU-Net raw data set.")
final class PhantomCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "New or empty folder.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of the first; the others count on. The same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    PhantomCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        PhantomDataset dataset = new PhantomDataset(NiftiFile::write, (done, of) -> {
            err.println("phantom " + done + " of " + of);
            err.flush();
        });
        try {
            dataset.write(out, count, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.CANNOT_WRITE, String.valueOf(e.getMessage()), e);
        }
        spec.commandLine()
                .getOut()
                .println(out + ": " + count + (count == 1 ? " phantom. " : " phantoms. ") + Main.NOTICE);
        return ExitCode.OK.code();
    }
}
