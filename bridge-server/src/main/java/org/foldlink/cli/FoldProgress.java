package org.foldlink.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.foldlink.inference.Progress;
import org.jspecify.annotations.Nullable;

/**
 * One progress bar a fold, counting its tiles, with the seconds left of the whole run. On a terminal the bar moves; in a pipe one line a
 * fold is printed. Not thread-safe.
 */
final class FoldProgress {

    private final PrintStream out;
    private final boolean live;
    private @Nullable ProgressBar bar;
    private int fold;
    private Progress.Phase phase = Progress.Phase.LOADING;
    private boolean begun;

    FoldProgress(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    void update(Progress p) {
        if (!begun || p.phase() != phase) {
            begun = true;
            phase = p.phase();
            if (phase == Progress.Phase.PAUSED) {
                note("  paused for a more urgent job …");
                fold = 0;
            } else if (phase == Progress.Phase.LOADING || phase == Progress.Phase.PREPROCESSING) {
                out.println("  " + phase.name().toLowerCase(Locale.ROOT) + " …");
            }
        }
        if (phase != Progress.Phase.INFERENCE) {
            return;
        }
        if (p.fold() != fold) {
            finish();
            fold = p.fold();
            if (live) {
                bar = new ProgressBarBuilder()
                        .setTaskName("  fold " + p.fold() + " of " + p.folds())
                        .setInitialMax(p.tiles())
                        .setUnit(" tiles", 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .hideEta()
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(out, 90))
                        .build();
            }
        }
        if (bar != null) {
            bar.stepTo(p.tile());
            bar.setExtraMessage(
                    Double.isNaN(p.secondsLeft()) ? "" : String.format(Locale.ROOT, "%.0f s left", p.secondsLeft()));
        } else if (p.tile() == p.tiles()) {
            out.println("  fold " + p.fold() + " of " + p.folds() + ": " + p.tiles() + " tiles");
        }
    }

    /** A line between the bars. */
    void note(String line) {
        finish();
        out.println(line);
    }

    /** Ends the bar that moves. */
    void finish() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
