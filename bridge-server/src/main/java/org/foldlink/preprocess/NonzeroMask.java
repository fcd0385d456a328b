package org.foldlink.preprocess;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Where any channel is nonzero, holes filled: nnU-Net's {@code create_nonzero_mask} and its bounding box. */
final class NonzeroMask {

    private NonzeroMask() {}

    /**
     * Half-open bounds {start z, y, x, end z, y, x} of the voxels where any channel is nonzero; the whole extent where none is. Filling holes
     * cannot change it.
     */
    static int[] bounds(Tensor image) {
        int[] b = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1, -1};
        int width = image.width();
        for (int c = 0; c < image.channels(); c++) {
            for (int z = 0; z < image.depth(); z++) {
                float[] slice = image.slice(c, z);
                for (int y = 0; y < image.height(); y++) {
                    int first = y * width;
                    int last = first + width - 1;
                    while (first <= last && slice[first] == 0) {
                        first++;
                    }
                    if (first > last) {
                        continue;
                    }
                    while (slice[last] == 0) {
                        last--;
                    }
                    b[0] = Math.min(b[0], z);
                    b[1] = Math.min(b[1], y);
                    b[2] = Math.min(b[2], first - y * width);
                    b[3] = Math.max(b[3], z + 1);
                    b[4] = Math.max(b[4], y + 1);
                    b[5] = Math.max(b[5], last - y * width + 1);
                }
            }
        }
        return b[3] < 0 ? new int[] {0, 0, 0, image.depth(), image.height(), width} : b;
    }

    /** {@code mask[z][y * width + x]}: nonzero in any channel, or not reachable from the outside through faces of zero voxels. */
    static boolean[][] filled(Tensor image, Workers workers, BooleanSupplier stop) {
        boolean[][] nonzero = new boolean[image.depth()][];
        boolean[][] inside = new boolean[image.depth()][];
        workers.forEach(
                image.depth(),
                z -> {
                    nonzero[z] = nonzero(image, z);
                    // Everything is inside until the flood reaches it.
                    inside[z] = new boolean[nonzero[z].length];
                    Arrays.fill(inside[z], true);
                },
                stop);
        new OutsideFlood(nonzero, inside, image.height(), image.width()).run();
        return inside;
    }

    private static boolean[] nonzero(Tensor image, int z) {
        boolean[] nonzero = new boolean[image.height() * image.width()];
        for (int c = 0; c < image.channels(); c++) {
            float[] slice = image.slice(c, z);
            for (int at = 0; at < slice.length; at++) {
                nonzero[at] |= slice[at] != 0;
            }
        }
        return nonzero;
    }
}
