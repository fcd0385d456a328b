package org.foldlink.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.PhantomDataset;
import org.foldlink.phantom.PhantomKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes generated phantoms with their labels. */
@Command(
        name = "phantom",
        description = {
            "Write generated phantoms with labels as an nnU-Net raw data set. abdomen: CT, organs and lesions;",
            "brain: MR (FLAIR, T1, T1ce, T2) of a head without its skull, glioma; liver-cancer: CT about the liver,",
            "half of them with lesions in it, and classes.csv for a classifier."
        })
final class PhantomCommand implements Callable<Integer> {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "New or empty folder.")
    private Path out;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "abdomen",
            converter = Kinds.class,
            completionCandidates = Kinds.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private PhantomKind kind;

    @Option(
            names = "--spacing",
            paramLabel = "MM",
            description = "In the plane; slices up to a quarter thicker. Without it every seed draws its own.")
    private @Nullable Double spacing;

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
            Double mm = spacing;
            dataset.write(out, kind, count, seed, spec -> mm == null ? spec : spec.at(mm));
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

    /** The kinds by their terms. */
    static final class Kinds implements ITypeConverter<PhantomKind>, Iterable<String> {

        @Override
        public PhantomKind convert(String term) {
            for (PhantomKind kind : PhantomKind.values()) {
                if (kind.term().equals(term)) {
                    return kind;
                }
            }
            throw new TypeConversionException(term + " (expected one of " + String.join(", ", this) + ")");
        }

        @Override
        public Iterator<String> iterator() {
            return Stream.of(PhantomKind.values()).map(PhantomKind::term).iterator();
        }
    }
}
