package org.foldlink.phantom;

/**
 * Gaussian noise of a scanner.
 *
 * @param deviation standard deviation in the image's unit
 * @param correlation weight of a voxel's neighbours along i and j, 0 for white
 */
record Noise(long seed, double deviation, double correlation) {

    /** Noise of slice {@code k}, i fastest: white from a hash of the voxel, smoothed, scaled back to its standard deviation. */
    float[] slice(int sizeI, int sizeJ, int k) {
        int w = sizeI + 2;
        int h = sizeJ + 2;
        float[] white = new float[w * h];
        for (int j = 0; j < h; j++) {
            for (int i = 0; i < w; i++) {
                long bits = Draw.hash(seed, i, j, k);
                // Four uniforms of 16 bits: near enough to a Gaussian, and the same everywhere.
                long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
                white[i + w * j] = (float) ((sum / 65536.0 - 2) * 1.7320508075688772);
            }
        }
        double c = correlation;
        double scale = deviation / (1 + 2 * c * c);
        float[] rows = new float[w * h];
        for (int j = 0; j < h; j++) {
            for (int i = 1; i < w - 1; i++) {
                int at = i + w * j;
                rows[at] = (float) (white[at] + c * (white[at - 1] + white[at + 1]));
            }
        }
        float[] noise = new float[sizeI * sizeJ];
        for (int j = 0; j < sizeJ; j++) {
            for (int i = 0; i < sizeI; i++) {
                int at = i + 1 + w * (j + 1);
                noise[i + sizeI * j] = (float) (scale * (rows[at] + c * (rows[at - w] + rows[at + w])));
            }
        }
        return noise;
    }
}
