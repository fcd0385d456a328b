package org.foldlink.inference;

/** Asked before each tile of a fold, on the run's own thread. It may hold the run up, for one that is more urgent. */
interface TileGate {

    /** Lets every tile through at once. */
    TileGate OPEN = tile -> true;

    /**
     * A tile by its first voxel on the network's grid; negative where it begins in the padding.
     *
     * @param number from 0, in the order of the run: z slowest, x fastest
     */
    record Tile(int number, int z, int y, int x) {}

    /**
     * @return false to leave the tile out; the fold then has no say in the voxels that only this tile reaches
     * @throws CancelledException if the run was cancelled while it waited
     */
    boolean enter(Tile tile) throws CancelledException;
}
