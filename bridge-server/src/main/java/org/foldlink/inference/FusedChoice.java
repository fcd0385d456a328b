package org.foldlink.inference;

import java.util.Optional;
import org.foldlink.models.FusedModel;

/**
 * Whether a run takes fused graphs.
 *
 * @param graphs those it takes; empty for a network a fold
 * @param notice what the user is to know of it, a sentence
 */
record FusedChoice(Optional<Graphs> graphs, Optional<String> notice) {

    /**
     * The graphs of one run.
     *
     * @param whole all folds in one pass
     * @param rest all folds but the first, which runs alone before; empty where there is nothing to be shown before the end
     */
    record Graphs(FusedModel model, FusedModel.Graph whole, Optional<FusedModel.Graph> rest) {

        boolean half() {
            return whole.half();
        }
    }

    /** A network a fold, and nothing to say about it. */
    static final FusedChoice PLAIN = new FusedChoice(Optional.empty(), Optional.empty());

    static FusedChoice plain(String why) {
        return new FusedChoice(Optional.empty(), Optional.of(why + "; each fold's own network runs"));
    }
}
