package org.foldlink.inference;

import org.foldlink.preprocess.Workers;

/**
 * What every part of one run shares.
 *
 * @param turn the run's, taken to prepare, for the network and to export
 * @param gate asked before each tile of every fold
 * @param adaptive which tiles the later folds run, in that mode
 */
record RunContext(
        NetworkRuntime runtime,
        Workers workers,
        RunMonitor monitor,
        CancelToken cancel,
        Turns.Turn turn,
        TileGate gate,
        AdaptiveRule adaptive) {}
