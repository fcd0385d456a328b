package org.foldlink.measure.metrics;

import java.util.Arrays;
import org.foldlink.volume.Volume;

/**
 * The 26-connected components of a structure in a box.
 *
 * @param ids by voxel, {@code x + sizeI · (y + sizeJ · z)} from the box's low corner: 0 outside, else 1..{@code count}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Blobs(int[] ids, int count) {

    static Blobs of(Volume labels, boolean[] member, IndexBox box) {
        int w = box.sizeI();
        int h = box.sizeJ();
        int d = box.sizeK();
        long voxels = (long) w * h * d;
        if (voxels > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "lesions span " + w + " x " + h + " x " + d + " voxels (expected fewer than 2^31 to count them)");
        }
        int[] ids = new int[(int) voxels];
        float[] row = new float[w];
        for (int r = 0; r < h * d; r++) {
            labels.voxels().read(labels.grid().index(box.lowI(), box.lowJ() + r % h, box.lowK() + r / h), row, 0, w);
            for (int x = 0; x < w; x++) {
                int value = (int) row[x];
                ids[r * w + x] = value < member.length && member[value] ? -1 : 0;
            }
        }
        int count = 0;
        int[] stack = new int[256];
        for (int seed = 0; seed < ids.length; seed++) {
            if (ids[seed] != -1) {
                continue;
            }
            count++;
            ids[seed] = count;
            int top = 0;
            stack[top++] = seed;
            while (top > 0) {
                int at = stack[--top];
                int x = at % w;
                int y = at / w % h;
                int z = at / w / h;
                for (int nz = Math.max(0, z - 1); nz <= Math.min(d - 1, z + 1); nz++) {
                    for (int ny = Math.max(0, y - 1); ny <= Math.min(h - 1, y + 1); ny++) {
                        for (int nx = Math.max(0, x - 1); nx <= Math.min(w - 1, x + 1); nx++) {
                            int next = nx + w * (ny + h * nz);
                            if (ids[next] == -1) {
                                ids[next] = count;
                                if (top == stack.length) {
                                    stack = Arrays.copyOf(stack, 2 * top);
                                }
                                stack[top++] = next;
                            }
                        }
                    }
                }
            }
        }
        return new Blobs(ids, count);
    }
}
