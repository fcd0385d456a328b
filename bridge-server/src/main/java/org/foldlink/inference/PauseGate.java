package org.foldlink.inference;

/** Lets every tile through, but first a more urgent run that waits. What has been computed stays where it is meanwhile. */
record PauseGate(Turns.Turn turn, RunMonitor monitor) implements TileGate {

    @Override
    public boolean enter(Tile tile) throws CancelledException {
        if (turn.wanted()) {
            monitor.paused();
            turn.pause();
            monitor.inference();
        }
        return true;
    }
}
