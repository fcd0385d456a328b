package org.foldlink.nifti;

import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;

/** The datatype codes of nifti1.h that a volume can be made from. */
enum NiftiType {
    UINT8(2, VoxelType.UINT8),
    INT16(4, VoxelType.INT16),
    INT32(8, VoxelType.INT32),
    FLOAT32(16, VoxelType.FLOAT32),
    FLOAT64(64, VoxelType.FLOAT64),
    INT8(256, VoxelType.INT8),
    UINT16(512, VoxelType.UINT16),
    UINT32(768, VoxelType.UINT32),
    /** No voxel type of ours: the bytes are read as 8-byte scalars and narrowed where that is exact. */
    INT64(1024, VoxelType.FLOAT64),
    UINT64(1280, VoxelType.FLOAT64);

    private final int code;
    private final VoxelType stored;

    NiftiType(int code, VoxelType stored) {
        this.code = code;
        this.stored = stored;
    }

    int code() {
        return code;
    }

    /** The voxel type whose width the file's scalars have. */
    VoxelType stored() {
        return stored;
    }

    boolean isLong() {
        return this == INT64 || this == UINT64;
    }

    static NiftiType of(VoxelType type) {
        return valueOf(type.name());
    }

    static NiftiType ofCode(int code) throws VolumeFormatException {
        for (NiftiType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new VolumeFormatException("datatype = " + code + name(code)
                + " (expected one number a voxel: 8 to 64 bit integers, float32 or float64)" + advice(code));
    }

    private static String name(int code) {
        return switch (code) {
            case 1 -> " (binary)";
            case 32 -> " (complex64)";
            case 128 -> " (RGB24)";
            case 1536 -> " (float128)";
            case 1792 -> " (complex128)";
            case 2048 -> " (complex256)";
            case 2304 -> " (RGBA32)";
            default -> "";
        };
    }

    private static String advice(int code) {
        return code == 128 || code == 2304 ? ": a colour picture is no scan; load the scan it was made from" : "";
    }
}
