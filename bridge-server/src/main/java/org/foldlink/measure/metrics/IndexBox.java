package org.foldlink.measure.metrics;

/** A box of voxels: the least and the greatest voxel index along the grid's i, j and k, both in it. */
record IndexBox(int lowI, int lowJ, int lowK, int highI, int highJ, int highK) {

    IndexBox and(IndexBox o) {
        return new IndexBox(
                Math.min(lowI, o.lowI),
                Math.min(lowJ, o.lowJ),
                Math.min(lowK, o.lowK),
                Math.max(highI, o.highI),
                Math.max(highJ, o.highJ),
                Math.max(highK, o.highK));
    }

    int sizeI() {
        return highI - lowI + 1;
    }

    int sizeJ() {
        return highJ - lowJ + 1;
    }

    int sizeK() {
        return highK - lowK + 1;
    }

    /** Points of the lattice of the voxels' corners, one more than voxels along every axis. */
    long corners() {
        return (sizeI() + 1L) * (sizeJ() + 1) * (sizeK() + 1);
    }
}
