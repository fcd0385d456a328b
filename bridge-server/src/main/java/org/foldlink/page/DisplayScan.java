package org.foldlink.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.foldlink.render.Window;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A scan as the page holds it: INT16 on the scan's grid or a coarser one.
 *
 * @param nifti gzipped NIfTI-1, RAS mm
 * @param slope value = slope × stored + intercept
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a file; nobody compares them
record DisplayScan(byte[] nifti, double slope, double intercept) {

    /** Steps of grey that a scan of other than whole numbers gets: more would be noise that cannot be compressed. */
    private static final int STEPS = 4095;

    /** How far beyond the automatic window values are kept apart, in its widths. */
    private static final double MARGIN = 1;

    static DisplayScan of(Volume scan, boolean ct, Shrink shrink) throws IOException {
        Volume shown = shrink.means(scan);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        long count = shown.voxels().count();
        for (long v = 0; v < count; v++) {
            double value = shown.voxels().get(v);
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        boolean whole = ct || !scan.type().isFloating();
        double slope = 1;
        double intercept = 0;
        if (!(low <= high)) {
            low = 0;
            high = 0;
        } else if (!whole || low < Short.MIN_VALUE || high > Short.MAX_VALUE) {
            Window auto = Window.spread(shown);
            double width = auto.high() - auto.low();
            low = Math.max(low, auto.low() - MARGIN * width);
            high = Math.min(high, auto.high() + MARGIN * width);
            slope = high > low ? (high - low) / STEPS : 1;
            intercept = low;
        }
        Volume stored = Volume.allocate(shown.grid(), VoxelType.INT16);
        for (long v = 0; v < count; v++) {
            double value = shown.voxels().get(v);
            double clamped = Double.isFinite(value) ? Math.max(low, Math.min(high, value)) : low;
            stored.voxels().set(v, Math.rint((clamped - intercept) / slope));
        }
        byte[] bytes = Packed.nifti(stored);
        // scl_slope and scl_inter of a NIfTI-1 header.
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putFloat(112, (float) slope)
                .putFloat(116, (float) intercept);
        return new DisplayScan(Packed.gzip(bytes), slope, intercept);
    }
}
