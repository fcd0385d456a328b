package org.foldlink.preprocess;

import java.util.Arrays;

/** Takes from {@code inside} the zero voxels that are connected through faces to the volume's border, a run along x at a time. Used once. */
final class OutsideFlood {

    private final boolean[][] nonzero;
    private final boolean[][] inside;
    private final int height;
    private final int width;
    /** One voxel of each run still to be flooded: linear index in the volume. */
    private long[] seeds = new long[1024];

    private int count;

    /**
     * @param nonzero {@code [z][y * width + x]}
     * @param inside the same, all true; overwritten
     */
    OutsideFlood(boolean[][] nonzero, boolean[][] inside, int height, int width) {
        this.nonzero = nonzero;
        this.inside = inside;
        this.height = height;
        this.width = width;
    }

    void run() {
        int depth = inside.length;
        for (int z = 0; z < depth; z++) {
            boolean outerSlice = z == 0 || z == depth - 1;
            for (int y = 0; y < height; y++) {
                if (outerSlice || y == 0 || y == height - 1) {
                    seedRow(z, y, 0, width);
                } else {
                    seedRow(z, y, 0, 1);
                    seedRow(z, y, width - 1, width);
                }
                drain();
            }
        }
    }

    private void drain() {
        int area = height * width;
        while (count > 0) {
            long at = seeds[--count];
            flood((int) (at / area), (int) (at % area));
        }
    }

    private boolean open(int z, int at) {
        return inside[z][at] && !nonzero[z][at];
    }

    private void flood(int z, int at) {
        if (!open(z, at)) {
            return;
        }
        int y = at / width;
        int row = y * width;
        int from = at;
        while (from > row && open(z, from - 1)) {
            from--;
        }
        int to = at + 1;
        while (to < row + width && open(z, to)) {
            to++;
        }
        Arrays.fill(inside[z], from, to, false);
        int x0 = from - row;
        int x1 = to - row;
        seedRow(z - 1, y, x0, x1);
        seedRow(z + 1, y, x0, x1);
        seedRow(z, y - 1, x0, x1);
        seedRow(z, y + 1, x0, x1);
    }

    /** One seed for each run of open voxels among x0 (inclusive) to x1 (exclusive); nothing beyond the volume. */
    private void seedRow(int z, int y, int x0, int x1) {
        if (z < 0 || z >= inside.length || y < 0 || y >= height) {
            return;
        }
        boolean before = false;
        for (int at = y * width + x0; at < y * width + x1; at++) {
            boolean open = open(z, at);
            if (open && !before) {
                if (count == seeds.length) {
                    seeds = Arrays.copyOf(seeds, count * 2);
                }
                seeds[count++] = (long) z * height * width + at;
            }
            before = open;
        }
    }
}
