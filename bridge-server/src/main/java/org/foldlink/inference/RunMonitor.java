package org.foldlink.inference;

import java.util.Map;
import org.foldlink.inference.Progress.Phase;
import org.foldlink.volume.Volume;

/**
 * What one run tells of itself: phases, tiles, previews, and the wall time of each phase. On the run's own thread.
 *
 * <p>What is left is estimated from the mean time of the tiles that are done; time between folds does not count.
 */
final class RunMonitor {

    private final SegmentationListener listener;
    private final PhaseClock clock = new PhaseClock();
    private final int folds;
    private int fold;
    private int tiles;
    private int tile;
    private int done;
    private long nanos;
    private long lastAt;

    /** @param folds that will run, over all members and stages */
    RunMonitor(SegmentationListener listener, int folds) {
        this.listener = listener;
        this.folds = folds;
    }

    int folds() {
        return folds;
    }

    /** Whether the fold that runs, or has just ended, is the last of the run. */
    boolean inLastFold() {
        return fold == folds;
    }

    void preprocessing() {
        enter(Phase.PREPROCESSING);
    }

    /** The next fold's network is being loaded. */
    void loading(int tilesAFold) {
        fold++;
        tile = 0;
        tiles = tilesAFold;
        enter(Phase.LOADING);
    }

    /**
     * The next fold's network is being loaded for one row of tiles. All folds take turns at each row, so their tiles are counted as if one
     * fold came after the other.
     */
    void loadingForRow(int tilesAFold) {
        fold = Math.max(1, fold);
        tiles = tilesAFold;
        enter(Phase.LOADING);
    }

    void inference() {
        lastAt = System.nanoTime();
        enter(Phase.INFERENCE);
    }

    /** A more urgent run goes first; {@link #inference} says that this one goes on. */
    void paused() {
        enter(Phase.PAUSED);
    }

    void tileDone() {
        long now = System.nanoTime();
        nanos += now - lastAt;
        lastAt = now;
        if (tile == tiles) {
            fold++;
            tile = 0;
        }
        tile++;
        done++;
        tell(Phase.INFERENCE);
    }

    /** A graph of several folds is being loaded, which runs all their tiles in one pass. */
    void loadingPass(int foldsInPass, int tilesAFold) {
        fold += foldsInPass;
        tile = 0;
        tiles = foldsInPass * tilesAFold;
        enter(Phase.LOADING);
    }

    void passDone() {
        tile = tiles - 1;
        done += tile;
        tileDone();
    }

    /** What ran so far does not count: all folds run again, in another way. */
    void startOver() {
        fold = 0;
        done = 0;
        nanos = 0;
    }

    void export() {
        enter(Phase.EXPORT);
    }

    /** A labelmap of the folds so far, or of all folds in the slabs so far. */
    void preview(Volume labels) {
        listener.preview(new Preview(labels, tile == tiles ? fold : fold - 1, folds));
    }

    /** The run is over: seconds by phase. */
    Map<String, Double> done() {
        Map<String, Double> seconds = clock.stop();
        listener.progress(new Progress(Phase.DONE, folds, folds, 0, 0, 0));
        return seconds;
    }

    private void enter(Phase phase) {
        clock.enter(phase);
        tell(phase);
    }

    private void tell(Phase phase) {
        listener.progress(new Progress(phase, fold, folds, tile, tiles, secondsLeft()));
    }

    private double secondsLeft() {
        if (done == 0) {
            return Double.NaN;
        }
        long left = (long) tiles * (folds - fold + 1) - tile;
        return nanos / 1e9 / done * left;
    }
}
