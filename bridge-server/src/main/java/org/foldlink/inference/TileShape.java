package org.foldlink.inference;

/**
 * What one pass of a network takes and gives: float32 {@code [channels, depth, height, width]} in, {@code [heads, depth, height, width]} out,
 * x fastest. A 2D network's tile has depth 1, and its file may leave that axis out: {@code [batch, channels, height, width]} holds the same
 * values in the same order. A classifier gives {@code [heads]} for the whole tile.
 */
public record TileShape(int channels, int heads, int depth, int height, int width, boolean classifies) {

    public TileShape(int channels, int heads, int depth, int height, int width) {
        this(channels, heads, depth, height, width, false);
    }

    /** The same input, one value a head. */
    public TileShape classifying() {
        return new TileShape(channels, heads, depth, height, width, true);
    }

    public int area() {
        return height * width;
    }

    /** Voxels of one channel. */
    public int voxels() {
        return Math.multiplyExact(depth, area());
    }

    public int inputSize() {
        return Math.multiplyExact(channels, voxels());
    }

    public int outputSize() {
        return classifies ? heads : Math.multiplyExact(heads, voxels());
    }
}
