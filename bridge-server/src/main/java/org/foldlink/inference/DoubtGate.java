package org.foldlink.inference;

/** Leaves out the tiles that {@link TileDoubt} does not name; the others go through the next gate. */
final class DoubtGate implements TileGate {

    private final boolean[] named;
    private final TileGate next;

    /** @param named by the tile's number */
    DoubtGate(boolean[] named, TileGate next) {
        this.named = named;
        this.next = next;
    }

    int tiles() {
        int n = 0;
        for (boolean one : named) {
            n += one ? 1 : 0;
        }
        return n;
    }

    @Override
    public boolean enter(Tile tile) throws CancelledException {
        return named[tile.number()] && next.enter(tile);
    }
}
