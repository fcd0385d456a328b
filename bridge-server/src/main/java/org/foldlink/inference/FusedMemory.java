package org.foldlink.inference;

/**
 * What one volume takes in fused graphs, bytes on the device, about (docs/decisions/fused-graphs.md): the sums in a window of a patch's depth,
 * with a layer of tiles and what it becomes beside them; the finished slices' logits; a tile's sums; one fold's activations by the engine's rule
 * of thumb; the image, the labels, the weights.
 */
record FusedMemory(TileShape shape, int folds, boolean half, boolean afterFirst, long weights) {

    private static final int ACTIVATIONS_A_PATCH_VOXEL = 1024;

    /**
     * @param net voxels of the padded network's grid along z, y, x
     * @param out voxels that are given, all of them
     */
    long bytes(int[] net, long out) {
        long plane = (long) net[1] * net[2];
        long all = plane * net[0];
        long window = plane * Math.min(net[0], shape.depth());
        long sums = (long) folds * shape.heads() + 1;
        long tile = shape.voxels();
        long floats = window * (3 * sums + 3L * shape.heads())
                + 6 * tile * sums
                + all * (shape.channels() + (afterFirst ? shape.heads() : 0));
        long labels = 2 * out + 4 * all;
        return Float.BYTES * floats + labels + tile * ACTIVATIONS_A_PATCH_VOXEL / (half ? 2 : 1) + weights;
    }

    /** Whether each of its buffers can be one of Java's, which end at 2^31 bytes. */
    boolean fitsBuffers(int[] net, long out) {
        long all = (long) net[0] * net[1] * net[2];
        long widest = Math.max(shape.channels(), afterFirst ? shape.heads() : 1);
        return Float.BYTES * widest * all <= Integer.MAX_VALUE && Float.BYTES * out <= Integer.MAX_VALUE;
    }
}
