package org.foldlink.preprocess;

import org.foldlink.models.Resampling;

/**
 * How the network's grid lies in the input's. Array axes z, y, x are those after the model's transpose.
 *
 * <p>{@code start} and {@code shape} give the block of input voxels that was resampled (nnU-Net's crop to nonzero, or the requested region's
 * part of it); {@code netShape} is that block at the network's spacing.
 */
public final class Frame {

    private final AxisMap axes;
    private final int[] start;
    private final int[] shape;
    private final double[] spacing;
    private final int[] netShape;
    private final double[] netSpacing;

    Frame(AxisMap axes, int[] start, int[] shape, double[] spacing, int[] netShape, double[] netSpacing) {
        this.axes = axes;
        this.start = start;
        this.shape = shape;
        this.spacing = spacing;
        this.netShape = netShape;
        this.netSpacing = netSpacing;
    }

    public AxisMap axes() {
        return axes;
    }

    /** First input voxel of the block along array axis {@code a}. */
    public int start(int a) {
        return start[a];
    }

    /** Input voxels of the block along array axis {@code a}. */
    public int size(int a) {
        return shape[a];
    }

    public int[] netShape() {
        return netShape.clone();
    }

    /** From the network's grid back to the block, an axis each. */
    public AxisTaps[] back(Resampling how) {
        return Resampler.taps(netShape, shape, how, netSpacing, spacing);
    }

    /** From the network's grid back to the block, the nearest voxel. */
    public AxisTaps[] backNearest() {
        AxisTaps[] taps = new AxisTaps[3];
        for (int a = 0; a < 3; a++) {
            taps[a] = new AxisTaps(netShape[a], shape[a], 0);
        }
        return taps;
    }
}
