package org.foldlink.measure.metrics;

import java.util.Arrays;
import org.foldlink.volume.Volume;

/**
 * The surface elements of a structure in a labelmap, on the lattice of the voxels' corners about a box: point (x, y, z) of it, at
 * {@code x + width · (y + height · z)}, is the corner before voxel (lowI + x, lowJ + y, lowK + z). Voxels beyond the box count as outside.
 *
 * @param at positions on the lattice, ascending
 * @param codes neighbour codes of {@link SurfaceElements}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Surface(int[] at, byte[] codes) {

    static Surface of(Volume labels, boolean[] member, IndexBox box) {
        int width = box.sizeI() + 1;
        int height = box.sizeJ() + 1;
        int planes = box.sizeK() + 1;
        // Two planes of voxels with an empty border at the low and the high side, and the row as it is read.
        byte[] below = new byte[(width + 1) * (height + 1)];
        byte[] above = new byte[below.length];
        float[] row = new float[box.sizeI()];
        int[] at = new int[1024];
        byte[] codes = new byte[1024];
        int n = 0;
        for (int z = 0; z < planes; z++) {
            byte[] swap = below;
            below = above;
            above = swap;
            Arrays.fill(above, (byte) 0);
            for (int y = 0; z < planes - 1 && y < box.sizeJ(); y++) {
                labels.voxels()
                        .read(labels.grid().index(box.lowI(), box.lowJ() + y, box.lowK() + z), row, 0, row.length);
                int o = (y + 1) * (width + 1) + 1;
                for (int x = 0; x < row.length; x++) {
                    int value = (int) row[x];
                    above[o + x] = value < member.length && member[value] ? (byte) 1 : 0;
                }
            }
            for (int y = 0; y < height; y++) {
                int first = y * (width + 1);
                int second = first + width + 1;
                int code = 0;
                for (int x = 0; x < width; x++) {
                    code = (code >>> 1 & 0x55)
                            | (below[first + x + 1] << 1)
                            | (below[second + x + 1] << 3)
                            | (above[first + x + 1] << 5)
                            | (above[second + x + 1] << 7);
                    if (code != 0 && code != 255) {
                        if (n == at.length) {
                            at = Arrays.copyOf(at, 2 * n);
                            codes = Arrays.copyOf(codes, 2 * n);
                        }
                        at[n] = x + width * (y + height * z);
                        codes[n++] = (byte) code;
                    }
                }
            }
        }
        return new Surface(Arrays.copyOf(at, n), Arrays.copyOf(codes, n));
    }
}
