package org.foldlink.preprocess.monai;

import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.AxisTaps;
import org.foldlink.preprocess.Frame;

/** From the network's grid to the scan's: what undoes each spatial step, joined into one operator an axis. */
final class WayBack {

    private final AxisMap axes;
    private final AxisOperator[] linear = new AxisOperator[3];
    private final AxisOperator[] nearest = new AxisOperator[3];

    WayBack(AxisMap axes) {
        this.axes = axes;
        for (int a = 0; a < 3; a++) {
            linear[a] = AxisOperator.identity(axes.size(a));
            nearest[a] = linear[a];
        }
    }

    /** The next step's undoing along array axis {@code a}: by its own interpolation, and by the nearest voxel. */
    void undo(int a, AxisOperator own, AxisOperator byNearest) {
        linear[a] = linear[a].after(own);
        nearest[a] = nearest[a].after(byNearest);
    }

    /**
     * The block is what was not cropped off.
     *
     * @param labels the nearest voxel decides, for models that carry labels
     */
    Frame frame(boolean labels) {
        int[] start = new int[3];
        int[] shape = new int[3];
        AxisTaps[] back = new AxisTaps[3];
        AxisTaps[] backNearest = new AxisTaps[3];
        for (int a = 0; a < 3; a++) {
            AxisOperator decisive = labels ? nearest[a] : linear[a];
            int[] extent = decisive.extent();
            start[a] = extent[0];
            shape[a] = extent[1] - extent[0];
            back[a] = decisive.taps(extent[0], extent[1], false);
            backNearest[a] = nearest[a].taps(extent[0], extent[1], true);
        }
        return new Frame(axes, start, shape, back, backNearest);
    }
}
