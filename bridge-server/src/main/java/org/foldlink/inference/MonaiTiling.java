package org.foldlink.inference;

import java.util.Arrays;
import java.util.List;
import org.foldlink.models.MonaiInferer;

/** Where MONAI's sliding window puts its tiles, and what it weighs their voxels by. */
final class MonaiTiling {

    private MonaiTiling() {}

    static Tiling of(MonaiInferer inferer, int[] netShape) {
        int[] roi = inferer.roi().stream().mapToInt(i -> i).toArray();
        List<boolean[]> plain = List.of(new boolean[3]);
        int[][] starts = new int[3][];
        if (inferer instanceof MonaiInferer.SlidingWindow window) {
            for (int a = 0; a < 3; a++) {
                starts[a] = starts(netShape[a], roi[a], window.overlap().get(a));
            }
            return new Tiling(starts, window.gaussian() ? gaussian(roi, window.sigmaScale()) : constant(roi), plain);
        }
        Arrays.fill(starts, new int[] {0});
        return new Tiling(starts, constant(roi), plain);
    }

    /**
     * Tiles {@code int(roi · (1 - overlap))} voxels apart (at least one) until one reaches the end, that one shifted back to it; of a volume
     * below the roi one tile, which begins at a negative position.
     */
    static int[] starts(int size, int roi, double overlap) {
        if (size <= roi) {
            return new int[] {-((roi - size) / 2)};
        }
        int interval = Math.max(1, (int) (roi * (1 - overlap)));
        int last = size - roi;
        int[] starts = new int[(last + interval - 1) / interval + 1];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.min(i * interval, last);
        }
        return starts;
    }

    private static float[] constant(int[] roi) {
        float[] map = new float[Math.multiplyExact(roi[0], Math.multiplyExact(roi[1], roi[2]))];
        Arrays.fill(map, 1);
        return map;
    }

    /** The product of a Gaussian an axis about the tile's middle; nowhere below 1e-3 (or its own least value, if that is more). */
    private static float[] gaussian(int[] roi, List<Double> sigmaScale) {
        float[][] axes = new float[3][];
        for (int a = 0; a < 3; a++) {
            axes[a] = new float[roi[a]];
            double sigma = roi[a] * sigmaScale.get(a);
            for (int i = 0; i < roi[a]; i++) {
                float x = i - (roi[a] - 1) / 2f;
                axes[a][i] = (float) Math.exp(x * x / (float) (-2 * sigma * sigma));
            }
        }
        float[] map = constant(roi);
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0, at = 0; i < roi[0]; i++) {
            for (int j = 0; j < roi[1]; j++) {
                for (int k = 0; k < roi[2]; k++, at++) {
                    map[at] = axes[0][i] * axes[1][j] * axes[2][k];
                    least = Math.min(least, map[at]);
                }
            }
        }
        float floor = Math.max(least, 1e-3f);
        for (int at = 0; at < map.length; at++) {
            map[at] = Math.max(map[at], floor);
        }
        return map;
    }
}
