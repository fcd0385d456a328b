package org.foldlink.nifti;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/** From stored scalars to values: {@code value = scl_slope * stored + scl_inter}, and 64-bit integers to a type of ours. */
final class NiftiScaling {

    /** Every integer up to here is a double. */
    private static final long EXACT = 1L << 53;

    private static final int CHUNK = 1 << 14;

    private NiftiScaling() {}

    static Voxels apply(NiftiHeader header, NiftiType type, Voxels stored, List<String> warnings)
            throws VolumeFormatException {
        double slope = header.slope();
        double intercept = header.intercept();
        boolean scaled = Double.isFinite(slope) && slope != 0;
        if (scaled && !Double.isFinite(intercept)) {
            throw new VolumeFormatException(
                    "scl_inter = " + intercept + " with scl_slope = " + slope + " (expected a finite intercept)");
        }
        if (!scaled && !Double.isFinite(slope)) {
            warnings.add("scl_slope = " + slope + ": the voxels were taken unscaled");
        }
        boolean identity = !scaled || (slope == 1 && intercept == 0);
        Voxels values = type.isLong() ? narrow(stored, type, identity, warnings) : stored;
        if (identity) {
            return values;
        }
        return values.type().bytes() <= 2 || values.type() == VoxelType.FLOAT32
                ? toFloats(values, slope, intercept)
                : toDoubles(values, slope, intercept);
    }

    /** Exact in float: 8 and 16 bit integers and floats, with one rounding of the result. */
    private static Voxels toFloats(Voxels values, double slope, double intercept) {
        Voxels out = Voxels.allocate(VoxelType.FLOAT32, values.count());
        float[] chunk = new float[CHUNK];
        long at = 0;
        for (int b = 0; b < out.blocks().size(); b++) {
            FloatBuffer to = out.writableBlock(b).asFloatBuffer();
            while (to.hasRemaining()) {
                int n = Math.min(CHUNK, to.remaining());
                values.read(at, chunk, 0, n);
                for (int i = 0; i < n; i++) {
                    chunk[i] = (float) (chunk[i] * slope + intercept);
                }
                to.put(chunk, 0, n);
                at += n;
            }
        }
        return out;
    }

    private static Voxels toDoubles(Voxels values, double slope, double intercept) {
        Voxels out = Voxels.allocate(VoxelType.FLOAT64, values.count());
        long at = 0;
        for (int b = 0; b < out.blocks().size(); b++) {
            ByteBuffer to = out.writableBlock(b);
            while (to.hasRemaining()) {
                to.putDouble(values.get(at++) * slope + intercept);
            }
        }
        return out;
    }

    /** Turns 64-bit integers in place into doubles, which must be exact; then into INT32 where all fit and stay unscaled. */
    private static Voxels narrow(Voxels stored, NiftiType type, boolean keepInteger, List<String> warnings)
            throws VolumeFormatException {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        int blocks = stored.blocks().size();
        for (int b = 0; b < blocks; b++) {
            ByteBuffer block = stored.writableBlock(b);
            LongBuffer longs = block.asLongBuffer();
            for (int i = 0, n = longs.limit(); i < n; i++) {
                long v = longs.get(i);
                if (v > EXACT || v < -EXACT || (v < 0 && type == NiftiType.UINT64)) {
                    String value = type == NiftiType.UINT64 ? Long.toUnsignedString(v) : Long.toString(v);
                    throw new VolumeFormatException(
                            "a voxel of type " + type.name().toLowerCase(java.util.Locale.ROOT) + " = " + value
                                    + " (expected at most 2^53 in size, which a double holds exactly)");
                }
                min = Math.min(min, v);
                max = Math.max(max, v);
                block.putDouble(i * 8, (double) v);
            }
        }
        if (!keepInteger || min < Integer.MIN_VALUE || max > Integer.MAX_VALUE) {
            warnings.add(type + " voxels are held as FLOAT64, exactly");
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
