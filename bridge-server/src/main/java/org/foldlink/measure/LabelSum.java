package org.foldlink.measure;

import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/**
 * What is known of a label after some slices. Arrays are by grid axis i, j, k and not written to once made.
 *
 * @param total sums of the voxel indices
 * @param low least voxel index
 * @param high greatest voxel index
 * @param box around the cells, RAS mm
 * @param hull of the slice with the greatest diameter so far
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelSum(long voxels, long[] total, int[] low, int[] high, Box box, Hull hull) {

    /** This, from lower slices, with {@code o}, from higher ones. */
    LabelSum plus(LabelSum o) {
        long[] sum = new long[3];
        int[] least = new int[3];
        int[] greatest = new int[3];
        for (int a = 0; a < 3; a++) {
            sum[a] = total[a] + o.total[a];
            least[a] = Math.min(low[a], o.low[a]);
            greatest[a] = Math.max(high[a], o.high[a]);
        }
        Vec3 p = box.min();
        Vec3 q = o.box.min();
        Vec3 r = box.max();
        Vec3 s = o.box.max();
        Box both = new Box(
                new Vec3(Math.min(p.x(), q.x()), Math.min(p.y(), q.y()), Math.min(p.z(), q.z())),
                new Vec3(Math.max(r.x(), s.x()), Math.max(r.y(), s.y()), Math.max(r.z(), s.z())));
        return new LabelSum(
                voxels + o.voxels, sum, least, greatest, both, o.hull.diameter() > hull.diameter() ? o.hull : hull);
    }
}
