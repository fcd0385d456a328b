package org.foldlink.nifti;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.foldlink.volume.Int64Voxels;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/** From stored scalars to values: {@code value = scl_slope * stored + scl_inter}, and 64-bit integers to a type of ours. */
final class NiftiScaling {

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
        Voxels values = type.isLong() ? Int64Voxels.narrow(stored, type == NiftiType.INT64, warnings) : stored;
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
        double[] chunk = new double[CHUNK];
        long at = 0;
        for (int b = 0; b < out.blocks().size(); b++) {
            DoubleBuffer to = out.writableBlock(b).asDoubleBuffer();
            while (to.hasRemaining()) {
                int n = Math.min(CHUNK, to.remaining());
                values.read(at, chunk, 0, n);
                for (int i = 0; i < n; i++) {
                    chunk[i] = chunk[i] * slope + intercept;
                }
                to.put(chunk, 0, n);
                at += n;
            }
        }
        return out;
    }
}
