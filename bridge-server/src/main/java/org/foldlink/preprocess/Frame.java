package org.foldlink.preprocess;

/**
 * How the network's grid lies in the input's, and the way back. Array axes z, y, x are those after the model's own reorientation. Immutable:
 * the arrays are not copied and not written.
 *
 * @see Preprocessed
 */
public final class Frame {

    private final AxisMap axes;
    private final int[] start;
    private final int[] shape;
    private final AxisTaps[] back;
    private final AxisTaps[] backNearest;

    /**
     * Whoever preprocesses decides the way back.
     *
     * @param start first input voxel of the block that was resampled (the crop, or the requested region's part of it), an array axis each
     * @param shape input voxels of that block, an array axis each
     * @param back from the network's grid to the block, an axis each: how logits and probabilities are interpolated (order 0 or 1)
     * @param backNearest the same of order 0: how labels are carried over
     */
    public Frame(AxisMap axes, int[] start, int[] shape, AxisTaps[] back, AxisTaps[] backNearest) {
        this.axes = axes;
        this.start = start.clone();
        this.shape = shape.clone();
        this.back = back.clone();
        this.backNearest = backNearest.clone();
        for (int a = 0; a < 3; a++) {
            if (back[a].out() != shape[a] || backNearest[a].out() != shape[a] || back[a].in() != backNearest[a].in()) {
                throw new IllegalArgumentException("axis " + a + ": the way back gives " + back[a].out() + " and "
                        + backNearest[a].out() + " voxels (expected the block's " + shape[a] + ")");
            }
        }
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

    /** Voxels of the network's grid, z, y, x. */
    public int[] netShape() {
        return new int[] {back[0].in(), back[1].in(), back[2].in()};
    }

    /** From the network's grid back to the block along array axis {@code a}, as logits are interpolated. */
    public AxisTaps back(int a) {
        return back[a];
    }

    /** From the network's grid back to the block along array axis {@code a}, the nearest voxel. */
    public AxisTaps backNearest(int a) {
        return backNearest[a];
    }
}
