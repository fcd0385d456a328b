package org.foldlink.volume;

/** Scalar type of a voxel as it lies in memory (native byte order). */
public enum VoxelType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    VoxelType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }
}
