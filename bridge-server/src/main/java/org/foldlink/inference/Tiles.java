package org.foldlink.inference;

import java.util.stream.IntStream;

/**
 * Where nnU-Net's sliding window puts its tiles along one axis: at most half a patch apart, evenly spread, the last flush with the end. A
 * volume shorter than the patch is padded with zeros on both sides, the odd voxel above, so its only tile starts at a negative position.
 */
final class Tiles {

    private Tiles() {}

    /** First voxel of each tile, ascending; negative where the volume is padded. */
    static int[] starts(int size, int patch) {
        if (size <= patch) {
            return new int[] {-((patch - size) / 2)};
        }
        int count = (int) Math.ceil((size - patch) / (patch * 0.5)) + 1;
        double step = (double) (size - patch) / (count - 1);
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = (int) Math.rint(step * i);
        }
        return starts;
    }

    /** A 2D network runs slice by slice. */
    static int[] everySlice(int slices) {
        return IntStream.range(0, slices).toArray();
    }

    static int count(int[] shape, int[] patch) {
        int n = 1;
        for (int a = 0; a < 3; a++) {
            n = Math.multiplyExact(n, starts(shape[a], patch[a]).length);
        }
        return n;
    }
}
