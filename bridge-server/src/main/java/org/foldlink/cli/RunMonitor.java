package org.foldlink.cli;

import java.io.PrintStream;
import org.foldlink.inference.Progress;
import picocli.CommandLine.Help;

/** Tells the user how a run goes; nothing when quiet, but warnings. Not thread-safe. */
final class RunMonitor {

    private final PrintStream out;
    private final boolean quiet;
    private final FoldProgress bars;

    RunMonitor(PrintStream out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
        this.bars = new FoldProgress(out, Help.Ansi.AUTO.enabled());
    }

    void say(String line) {
        if (!quiet) {
            out.println(line);
        }
    }

    void warn(String message) {
        out.println("  warning: " + message);
    }

    void progress(Progress progress) {
        if (!quiet) {
            bars.update(progress);
        }
    }

    void preview(int foldsDone, int folds) {
        if (!quiet) {
            bars.note("  preview after fold " + foldsDone + " of " + folds);
        }
    }

    /** No more progress comes. */
    void finished() {
        bars.finish();
    }
}
