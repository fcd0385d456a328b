package org.foldlink.inference;

/**
 * nnU-Net's weight of each voxel of a tile: a Gaussian of σ = P/8 about voxel P//2, scaled to a maximum of 10, rounded to half precision, and
 * there the zeros raised to the smallest value that is not. The rounding comes first, so a float32 map has other corners.
 */
final class ImportanceMap {

    private ImportanceMap() {}

    /** {@code [z, y, x]}, x fastest. */
    static float[] of(int depth, int height, int width) {
        double[] z = kernel(depth);
        double[] y = kernel(height);
        double[] x = kernel(width);
        double scale = z[depth / 2] * y[height / 2] * x[width / 2] / 10;
        float[] map = new float[Math.multiplyExact(depth, height * width)];
        float smallest = Float.POSITIVE_INFINITY;
        for (int i = 0, at = 0; i < depth; i++) {
            for (int j = 0; j < height; j++) {
                for (int k = 0; k < width; k++, at++) {
                    // Double to single to half, as PyTorch converts.
                    map[at] = toHalf((float) (z[i] * y[j] * x[k] / scale));
                    if (map[at] > 0) {
                        smallest = Math.min(smallest, map[at]);
                    }
                }
            }
        }
        for (int at = 0; at < map.length; at++) {
            if (map[at] == 0) {
                map[at] = smallest;
            }
        }
        return map;
    }

    /** scipy's gaussian_filter1d of a delta at {@code n / 2}: truncated at 4 σ, normalised to a sum of 1 before the ends cut it. */
    private static double[] kernel(int n) {
        if (n == 1) {
            return new double[] {1}; // a 2D network's slice: its map has no z
        }
        double sigma = n / 8.0;
        int radius = (int) (4 * sigma + 0.5);
        double sum = 0;
        for (int d = -radius; d <= radius; d++) {
            sum += Math.exp(-0.5 / (sigma * sigma) * d * d);
        }
        double[] kernel = new double[n];
        for (int i = 0; i < n; i++) {
            int d = i - n / 2;
            kernel[i] = Math.abs(d) <= radius ? Math.exp(-0.5 / (sigma * sigma) * d * d) / sum : 0;
        }
        return kernel;
    }

    /** The nearest half-precision value (ties to even), for 0 to 65504. */
    static float toHalf(float value) {
        // Above 2^-14 a half has 11 bits; below, a fixed step of 2^-24.
        float step = value < 0x1p-14f ? 0x1p-24f : Math.scalb(1f, Math.getExponent(value) - 10);
        return (float) (Math.rint((double) value / step) * step);
    }
}
