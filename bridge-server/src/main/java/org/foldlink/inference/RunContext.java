package org.foldlink.inference;

import org.foldlink.preprocess.Workers;

/**
 * What every part of one run shares.
 *
 * @param gate asked before each tile of every fold
 */
record RunContext(NetworkRuntime runtime, Workers workers, RunMonitor monitor, CancelToken cancel, TileGate gate) {}
