package org.foldlink.page;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/**
 * Fewer voxels for display: a block of {@code i × j × k} voxels becomes one, whose centre is the block's. The last block of an axis may be
 * filled in part; it is then the mean of what there is.
 */
record Shrink(int i, int j, int k) {

    static final Shrink NONE = new Shrink(1, 1, 1);

    /** The least that leaves no more than {@code maxVoxels}: the axis with the finest spacing gives way first, so that thick slices stay. */
    static Shrink to(Grid grid, long maxVoxels) {
        int[] factor = {1, 1, 1};
        double[] spacing = {
            grid.spacing().x(), grid.spacing().y(), grid.spacing().z()
        };
        int[] size = {grid.sizeI(), grid.sizeJ(), grid.sizeK()};
        while (count(size, factor) > maxVoxels) {
            int finest = -1;
            for (int a = 0; a < 3; a++) {
                if (factor[a] < size[a] && (finest < 0 || spacing[a] * factor[a] < spacing[finest] * factor[finest])) {
                    finest = a;
                }
            }
            if (finest < 0) {
                break;
            }
            factor[finest]++;
        }
        return new Shrink(factor[0], factor[1], factor[2]);
    }

    private static long count(int[] size, int[] factor) {
        long count = 1;
        for (int a = 0; a < 3; a++) {
            count *= (size[a] + factor[a] - 1) / factor[a];
        }
        return count;
    }

    boolean isNone() {
        return i == 1 && j == 1 && k == 1;
    }

    Grid grid(Grid grid) {
        Affine a = grid.indexToRas();
        Affine wider = new Affine(
                a.i().times(i), a.j().times(j), a.k().times(k), a.apply((i - 1) / 2.0, (j - 1) / 2.0, (k - 1) / 2.0));
        return new Grid((grid.sizeI() + i - 1) / i, (grid.sizeJ() + j - 1) / j, (grid.sizeK() + k - 1) / k, wider);
    }

    /** FLOAT32; a block with no finite value is not a number. */
    Volume means(Volume scan) {
        Grid from = scan.grid();
        Volume out = Volume.allocate(grid(from), VoxelType.FLOAT32);
        Grid to = out.grid();
        float[] row = new float[from.sizeI()];
        double[] sum = new double[to.sizeI()];
        int[] n = new int[to.sizeI()];
        for (int z = 0; z < to.sizeK(); z++) {
            for (int y = 0; y < to.sizeJ(); y++) {
                Arrays.fill(sum, 0);
                Arrays.fill(n, 0);
                for (int kk = z * k; kk < Math.min(from.sizeK(), (z + 1) * k); kk++) {
                    for (int jj = y * j; jj < Math.min(from.sizeJ(), (y + 1) * j); jj++) {
                        scan.voxels().read(from.index(0, jj, kk), row, 0, row.length);
                        for (int x = 0; x < row.length; x++) {
                            if (Float.isFinite(row[x])) {
                                sum[x / i] += row[x];
                                n[x / i]++;
                            }
                        }
                    }
                }
                long at = to.index(0, y, z);
                for (int x = 0; x < sum.length; x++) {
                    out.voxels().set(at + x, n[x] == 0 ? Double.NaN : sum[x] / n[x]);
                }
            }
        }
        return out;
    }

    /** The label that most voxels of a block have; of equals the higher, so that a thin structure beats the background. */
    Volume majority(Volume labels) {
        if (isNone()) {
            return labels;
        }
        Grid from = labels.grid();
        Volume out =
                new Volume(grid(from), Voxels.allocate(labels.type(), grid(from).count()));
        Grid to = out.grid();
        float[] row = new float[from.sizeI()];
        int[][] block = new int[to.sizeI()][i * j * k];
        int[] n = new int[to.sizeI()];
        for (int z = 0; z < to.sizeK(); z++) {
            for (int y = 0; y < to.sizeJ(); y++) {
                Arrays.fill(n, 0);
                for (int kk = z * k; kk < Math.min(from.sizeK(), (z + 1) * k); kk++) {
                    for (int jj = y * j; jj < Math.min(from.sizeJ(), (y + 1) * j); jj++) {
                        labels.voxels().read(from.index(0, jj, kk), row, 0, row.length);
                        for (int x = 0; x < row.length; x++) {
                            block[x / i][n[x / i]++] = (int) row[x];
                        }
                    }
                }
                long at = to.index(0, y, z);
                for (int x = 0; x < n.length; x++) {
                    out.voxels().set(at + x, mostFrequent(block[x], n[x]));
                }
            }
        }
        return out;
    }

    private static int mostFrequent(int[] values, int n) {
        Arrays.sort(values, 0, n);
        int best = 0;
        int most = 0;
        for (int from = 0; from < n; ) {
            int end = from;
            while (end < n && values[end] == values[from]) {
                end++;
            }
            if (end - from >= most) {
                most = end - from;
                best = values[from];
            }
            from = end;
        }
        return best;
    }
}
