package org.foldlink.components;

/**
 * The voxels of one label, or of one connected component, as runs along i, in the order of memory. Immutable; the arrays are not to be
 * written to.
 *
 * @param label of all of them
 * @param voxels how many
 * @param first index i of each run's first voxel
 * @param last index i of its last voxel
 * @param j its row
 * @param k its slice
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RunSet(int label, long voxels, int[] first, int[] last, int[] j, int[] k) {

    public int size() {
        return first.length;
    }
}
