package org.foldlink.render;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * What stands out from the air around it: the brain where the skull was taken off, otherwise the head. By threshold and closing, so good
 * for orientation and for nothing else.
 *
 * @param mask UINT8, 1 inside, on a coarse grid of its own along the RAS axes, mm, voxel centres; all 0 where nothing stands out
 */
public record Silhouette(Volume mask) {

    private static final double FINEST_MM = 2;
    private static final int MOST_CELLS = 110;
    private static final int CLOSING = 2;

    /** Empty cells on every side: room for the closing. */
    private static final int PADDING = CLOSING + 2;

    private static final int BINS = 256;

    /** @param scan any grid and scalar type */
    public static Silhouette of(Volume scan) {
        Box extent = Sampler.extent(scan.grid());
        Vec3 size = extent.size();
        double step = Math.max(FINEST_MM, Math.max(size.x(), Math.max(size.y(), size.z())) / MOST_CELLS);
        Vec3 corner = extent.min().minus(new Vec3(1, 1, 1).times((PADDING - 0.5) * step));
        Grid grid = new Grid(
                cells(size.x(), step),
                cells(size.y(), step),
                cells(size.z(), step),
                Affine.ofSpacing(step, step, step, corner));
        double[] values = sample(scan, grid);
        Cells cells = Cells.of(grid, values, threshold(values)).median().largest();
        for (int n = 0; n < CLOSING; n++) {
            cells = cells.grown(true);
        }
        for (int n = 0; n < CLOSING; n++) {
            cells = cells.grown(false);
        }
        cells = cells.filled();
        Volume mask = Volume.allocate(grid, VoxelType.UINT8);
        for (int c = 0; c < values.length; c++) {
            mask.voxels().set(c, cells.isSet(c) ? 1 : 0);
        }
        return new Silhouette(mask);
    }

    /** Around it, RAS mm; around the whole grid where it is empty. */
    public Box box() {
        Grid g = mask.grid();
        int[] low = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
        int[] high = {-1, -1, -1};
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    if (mask.at(i, j, k) != 0) {
                        int[] p = {i, j, k};
                        for (int a = 0; a < 3; a++) {
                            low[a] = Math.min(low[a], p[a]);
                            high[a] = Math.max(high[a], p[a]);
                        }
                    }
                }
            }
        }
        return high[0] < 0
                ? Sampler.extent(g)
                : new Box(
                        g.indexToRas().apply(low[0] - 0.5, low[1] - 0.5, low[2] - 0.5),
                        g.indexToRas().apply(high[0] + 0.5, high[1] + 0.5, high[2] + 0.5));
    }

    private static int cells(double mm, double step) {
        return (int) Math.ceil(mm / step) + 2 * PADDING;
    }

    /** Not a number where the scan has nothing. */
    private static double[] sample(Volume scan, Grid grid) {
        Sampler sampler = new Sampler(scan);
        double[] values = new double[(int) grid.count()];
        int c = 0;
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    values[c++] = sampler.linear(grid.indexToRas().apply(i, j, k), Double.NaN);
                }
            }
        }
        return values;
    }

    /** Half way from air to where Otsu's method parts the values: dark fluid still counts as inside. */
    private static double threshold(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double low = sorted[(int) (0.01 * (sorted.length - 1))];
        double high = sorted[(int) (0.995 * (sorted.length - 1))];
        if (!(high > low)) {
            return Double.POSITIVE_INFINITY;
        }
        long[] histogram = new long[BINS];
        for (double v : sorted) {
            histogram[(int) Math.max(0, Math.min(BINS - 1, (v - low) / (high - low) * BINS))]++;
        }
        return low + 0.5 * otsu(histogram) / BINS * (high - low);
    }

    /** The bin that begins the upper class, where the two classes' means lie farthest apart for their sizes. */
    private static int otsu(long[] histogram) {
        double all = 0;
        double sum = 0;
        for (int b = 0; b < BINS; b++) {
            all += histogram[b];
            sum += (double) b * histogram[b];
        }
        double under = 0;
        double underSum = 0;
        double best = -1;
        int at = BINS / 2;
        for (int b = 0; b < BINS - 1; b++) {
            under += histogram[b];
            underSum += (double) b * histogram[b];
            double over = all - under;
            if (under > 0 && over > 0) {
                double apart = underSum / under - (sum - underSum) / over;
                double score = under * over * apart * apart;
                if (score > best) {
                    best = score;
                    at = b + 1;
                }
            }
        }
        return at;
    }
}
