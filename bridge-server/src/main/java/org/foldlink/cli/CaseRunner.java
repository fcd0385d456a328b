package org.foldlink.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.foldlink.inference.CancelToken;
import org.foldlink.volume.Volume;

/** Takes the cases of a command line one by one through a model and writes what comes of each. */
final class CaseRunner {

    private final RunOptions options;
    private final PrintWriter out;

    /** One case's work. */
    interface Work<T> {
        T run(List<Volume> volumes, RunMonitor monitor, CancelToken cancel) throws InterruptedException;
    }

    CaseRunner(RunOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** What comes of a case of one kind. */
    interface Finish<T> {

        /** The file that is written last: where it is, the case is done. */
        Path done(CaseOutputs outputs, InputCase one);

        void write(CaseOutputs outputs, InputCase one, List<Volume> volumes, T outcome);

        void print(InputCase one, T outcome, PrintWriter out);
    }

    /**
     * A case that fails does not hold up those behind it, unless they must fail too.
     *
     * @param channels of the model
     * @return the exit code: that of the first failure
     */
    <T> int run(int channels, Work<T> work, Finish<T> finish) throws InterruptedException {
        options.surfaces.formats(); // a wrong one ends the command before any work
        List<InputCase> all = InputCases.resolve(options.inputs, channels);
        CaseOutputs outputs = CaseOutputs.in(options.out);
        List<InputCase> cases = outputs.pending(all, options.existing(), one -> finish.done(outputs, one));
        if (cases.size() < all.size()) {
            say((all.size() - cases.size()) + " of " + all.size() + " cases are done already");
        }
        ExitCode exit = ExitCode.OK;
        try (Interruption interruption = new Interruption()) {
            for (InputCase one : cases) {
                try {
                    run(one, work, finish, outputs, interruption.token());
                } catch (CommandFailure e) {
                    if (cases.size() == 1 || hopeless(e.exit())) {
                        throw e;
                    }
                    out.println("foldlink: case " + one.name() + ": " + e.getMessage());
                    exit = exit == ExitCode.OK ? e.exit() : exit;
                }
            }
        }
        return exit.code();
    }

    private <T> void run(InputCase one, Work<T> work, Finish<T> finish, CaseOutputs outputs, CancelToken cancel)
            throws InterruptedException {
        long start = System.nanoTime();
        say(one.name());
        RunMonitor monitor = new RunMonitor(System.out, options.quiet);
        List<Volume> volumes = Inputs.read(one, monitor::warn);
        T outcome;
        try {
            outcome = work.run(volumes, monitor, cancel);
        } finally {
            monitor.finished();
        }
        finish.write(outputs, one, volumes, outcome);
        if (!options.quiet) {
            finish.print(one, outcome, out);
        }
        say(String.format(Locale.ROOT, "  %s (%.1f s)", finish.done(outputs, one), (System.nanoTime() - start) / 1e9));
        say("  " + Main.NOTICE);
    }

    private void say(String line) {
        if (!options.quiet) {
            out.println(line);
            out.flush();
        }
    }

    /** Whether the cases behind would end the same way. */
    private static boolean hopeless(ExitCode exit) {
        return switch (exit) {
            case UNAVAILABLE, TIMED_OUT, CANNOT_WRITE, CANCELLED, INTERNAL, USAGE -> true;
            case OK, FAILED, MALFORMED, NO_INPUT -> false;
        };
    }
}
