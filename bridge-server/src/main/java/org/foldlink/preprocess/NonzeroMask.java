package org.foldlink.preprocess;

import java.util.Arrays;

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
    static boolean[][] filled(Tensor image) {
        int depth = image.depth();
        int width = image.width();
        int area = image.height() * width;
        boolean[][] mask = new boolean[depth][area];
        for (int z = 0; z < depth; z++) {
            // Everything is inside until the flood reaches it.
            Arrays.fill(mask[z], true);
        }
        LongStack stack = new LongStack();
        for (int z = 0; z < depth; z++) {
            for (int at = 0; at < area; at++) {
                int y = at / width;
                int x = at % width;
                if (z == 0 || z == depth - 1 || y == 0 || y == image.height() - 1 || x == 0 || x == width - 1) {
                    flood(image, mask, z, at, stack);
                }
            }
        }
        while (!stack.isEmpty()) {
            long at = stack.pop();
            int z = (int) (at / area);
            int in = (int) (at % area);
            int x = in % width;
            flood(image, mask, z - 1, in, stack);
            flood(image, mask, z + 1, in, stack);
            flood(image, mask, z, in - width, stack);
            flood(image, mask, z, in + width, stack);
            if (x > 0) {
                flood(image, mask, z, in - 1, stack);
            }
            if (x < width - 1) {
                flood(image, mask, z, in + 1, stack);
            }
        }
        return mask;
    }

    private static void flood(Tensor image, boolean[][] mask, int z, int at, LongStack stack) {
        if (z < 0 || z >= mask.length || at < 0 || at >= mask[0].length || !mask[z][at]) {
            return;
        }
        for (int c = 0; c < image.channels(); c++) {
            if (image.slice(c, z)[at] != 0) {
                return;
            }
        }
        mask[z][at] = false;
        stack.push((long) z * mask[0].length + at);
    }

    private static final class LongStack {
        private long[] values = new long[1024];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        void push(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        long pop() {
            return values[--size];
        }
    }
}
