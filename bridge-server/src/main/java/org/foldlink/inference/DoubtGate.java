package org.foldlink.inference;

/** Leaves out the tiles that are not in doubt; the others go through the next gate. */
final class DoubtGate implements TileGate {

    private final boolean[] doubtful;
    private final TileGate next;

    /** @param doubtful by the tile's number */
    DoubtGate(boolean[] doubtful, TileGate next) {
        this.doubtful = doubtful;
        this.next = next;
    }

    int tiles() {
        int n = 0;
        for (boolean one : doubtful) {
            n += one ? 1 : 0;
        }
        return n;
    }

    @Override
    public boolean enter(Tile tile) throws CancelledException {
        return doubtful[tile.number()] && next.enter(tile);
    }
}
