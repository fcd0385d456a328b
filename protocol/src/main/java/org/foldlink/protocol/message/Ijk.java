package org.foldlink.protocol.message;

/** Three whole numbers along a grid's axes i, j, k (i fastest in memory): a size or an offset, in voxels. */
public record Ijk(int i, int j, int k) {
    public static final Ijk ZERO = new Ijk(0, 0, 0);

    /** {@code i·j·k}, in 64 bits. */
    public long product() {
        return (long) i * j * k;
    }
}
