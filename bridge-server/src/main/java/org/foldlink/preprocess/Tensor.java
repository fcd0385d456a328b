package org.foldlink.preprocess;

/**
 * Float32 values {@code [channel, z, y, x]}, axes after the model's transpose, one heap array a slice: {@code slice(c, z)[y * width + x]}.
 *
 * <p>Slices keep the whole beyond 2^31 values and let a consumer drop what it has used. Ownership: whoever makes it may write; once handed on
 * it is read-only by convention. Slices may be shared between positions (order-0 resampling).
 */
public final class Tensor {

    private final int height;
    private final int width;
    private final float[][][] slices;

    private Tensor(int height, int width, float[][][] slices) {
        this.height = height;
        this.width = width;
        this.slices = slices;
    }

    /** Zero-filled. */
    public static Tensor allocate(int channels, int depth, int height, int width) {
        return new Tensor(height, width, new float[channels][depth][Math.multiplyExact(height, width)]);
    }

    /** Over {@code slices[c][z]}, not copied, each of {@code height * width} values; one that is never read may be missing. */
    public static Tensor of(int height, int width, float[][][] slices) {
        return new Tensor(height, width, slices);
    }

    public int channels() {
        return slices.length;
    }

    public int depth() {
        return slices[0].length;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Values of one channel. */
    public long voxels() {
        return (long) depth() * height * width;
    }

    public int[] shape() {
        return new int[] {depth(), height, width};
    }

    /** Not copied. */
    public float[] slice(int channel, int z) {
        return slices[channel][z];
    }

    /** Not copied: the slices of one channel by z. */
    float[][] channel(int channel) {
        return slices[channel];
    }

    public float at(int channel, int z, int y, int x) {
        return slices[channel][z][y * width + x];
    }
}
