package org.foldlink.volume;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * 64-bit integers of a file as a type of ours: INT32 where every value fits, else FLOAT64 where every value is exact (up to 2^53), else
 * an error. Label files written from Python often hold 64-bit integers.
 */
public final class Int64Voxels {

    private static final long EXACT = 1L << 53;

    private Int64Voxels() {}

    /**
     * @param stored 8-byte scalars as read, native order; taken over, its contents change
     * @param signed false for unsigned 64-bit integers
     * @param warnings told when the result is FLOAT64
     */
    public static Voxels narrow(Voxels stored, boolean signed, List<String> warnings) throws VolumeFormatException {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        int blocks = stored.blocks().size();
        for (int b = 0; b < blocks; b++) {
            ByteBuffer block = stored.writableBlock(b);
            LongBuffer longs = block.asLongBuffer();
            for (int i = 0, n = longs.limit(); i < n; i++) {
                long v = longs.get(i);
                if (v > EXACT || v < -EXACT || (v < 0 && !signed)) {
                    throw new VolumeFormatException("a voxel of type " + (signed ? "int64" : "uint64") + " = "
                            + (signed ? Long.toString(v) : Long.toUnsignedString(v))
                            + " (expected at most 2^53 in size, which a double holds exactly)");
                }
                min = Math.min(min, v);
                max = Math.max(max, v);
                block.putDouble(i * 8, (double) v);
            }
        }
        if (min < Integer.MIN_VALUE || max > Integer.MAX_VALUE) {
            warnings.add((signed ? "int64" : "uint64") + " voxels are held as FLOAT64, exactly");
            return stored;
        }
        Voxels ints = Voxels.allocate(VoxelType.INT32, stored.count());
        long at = 0;
        for (int b = 0; b < ints.blocks().size(); b++) {
            ByteBuffer to = ints.writableBlock(b);
            while (to.hasRemaining()) {
                to.putInt((int) stored.get(at++));
            }
        }
        return ints;
    }
}
