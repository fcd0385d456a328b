package org.foldlink.page;

import org.foldlink.volume.Volume;

/** Labels belong to a scan if they are on its grid. */
final class SameGrid {

    /** The wire's matrix is float32, and so is a file's. */
    private static final double TOLERANCE_MM = 0.01;

    private SameGrid() {}

    /** The labels on the scan's very own grid. */
    static Volume of(Volume scan, Volume labels) {
        if (!scan.grid().matches(labels.grid(), TOLERANCE_MM)) {
            throw new IllegalArgumentException("labels are on another grid than the scan: " + text(labels)
                    + " (expected " + text(scan) + " and the same place in space; resample one onto the other)");
        }
        return new Volume(scan.grid(), labels.voxels());
    }

    private static String text(Volume volume) {
        return volume.grid().sizeI() + " x " + volume.grid().sizeJ() + " x "
                + volume.grid().sizeK() + " voxels";
    }
}
