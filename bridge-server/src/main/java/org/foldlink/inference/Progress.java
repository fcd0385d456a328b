package org.foldlink.inference;

/**
 * Where a run stands. A run in slabs has every fold on each row of tiles; its tiles are counted as if one fold came after the other.
 *
 * @param fold 1-based number of the fold now running, 0 before the first
 * @param folds folds in all
 * @param tile tiles of this fold done so far
 * @param tiles tiles a fold
 * @param secondsLeft estimate for the whole run, NaN while unknown
 */
public record Progress(Phase phase, int fold, int folds, int tile, int tiles, double secondsLeft) {

    /** Phases in their order; export comes after each fold that is shown, and a pause between two tiles. */
    public enum Phase {
        LOADING,
        PREPROCESSING,
        INFERENCE,
        /** A more urgent run goes first. */
        PAUSED,
        EXPORT,
        DONE
    }
}
