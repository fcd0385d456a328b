package org.foldlink.inference;

import java.util.Optional;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;
import org.foldlink.preprocess.Frame;

/** Which voxels of a frame's block are to be given: those whose centre lies in the requested region. Immutable. */
final class RegionMask {

    private final Frame frame;
    private final Optional<Box> region;

    RegionMask(Frame frame, Optional<Box> region) {
        this.frame = frame;
        this.region = region;
    }

    boolean everywhere() {
        return region.isEmpty();
    }

    /** Of voxel (z, y, x) of the block. */
    boolean contains(int z, int y, int x) {
        if (region.isEmpty()) {
            return true;
        }
        Vec3 p = frame.axes().ras(z + frame.start(0), y + frame.start(1), x + frame.start(2));
        Vec3 min = region.get().min();
        Vec3 max = region.get().max();
        return p.x() >= min.x()
                && p.x() <= max.x()
                && p.y() >= min.y()
                && p.y() <= max.y()
                && p.z() >= min.z()
                && p.z() <= max.z();
    }
}
