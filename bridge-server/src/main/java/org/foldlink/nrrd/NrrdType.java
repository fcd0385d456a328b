package org.foldlink.nrrd;

import java.util.Locale;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;

/** The type field, with all spellings that the format allows; the first is the one written. */
enum NrrdType {
    UINT8(VoxelType.UINT8, "unsigned char", "uchar", "uint8", "uint8_t"),
    INT8(VoxelType.INT8, "signed char", "int8", "int8_t"),
    UINT16(VoxelType.UINT16, "unsigned short", "ushort", "unsigned short int", "uint16", "uint16_t"),
    INT16(VoxelType.INT16, "short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    UINT32(VoxelType.UINT32, "unsigned int", "uint", "uint32", "uint32_t"),
    INT32(VoxelType.INT32, "int", "signed int", "int32", "int32_t"),
    FLOAT32(VoxelType.FLOAT32, "float"),
    FLOAT64(VoxelType.FLOAT64, "double"),
    /** No voxel type of ours: read as 8-byte scalars and narrowed where that is exact. */
    INT64(
            VoxelType.FLOAT64,
            "long long",
            "longlong",
            "long long int",
            "signed long long",
            "signed long long int",
            "int64",
            "int64_t"),
    UINT64(VoxelType.FLOAT64, "unsigned long long", "ulonglong", "unsigned long long int", "uint64", "uint64_t");

    private final VoxelType stored;
    private final String names;

    NrrdType(VoxelType stored, String... names) {
        this.stored = stored;
        this.names = String.join("|", names);
    }

    /** The voxel type whose width the file's scalars have. */
    VoxelType stored() {
        return stored;
    }

    boolean isLong() {
        return this == INT64 || this == UINT64;
    }

    static String nameOf(VoxelType type) {
        String names = valueOf(type.name()).names;
        return names.substring(0, names.indexOf('|') < 0 ? names.length() : names.indexOf('|'));
    }

    static NrrdType of(String name) throws VolumeFormatException {
        String lower = name.toLowerCase(Locale.ROOT);
        for (NrrdType type : values()) {
            if (("|" + type.names + "|").contains("|" + lower + "|")) {
                return type;
            }
        }
        throw new VolumeFormatException(
                "type = " + name + " (expected one number a voxel: 8 to 64 bit integers, float or double)");
    }
}
