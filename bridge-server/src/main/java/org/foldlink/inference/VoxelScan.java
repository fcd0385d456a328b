package org.foldlink.inference;

import org.foldlink.geometry.Grid;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/**
 * One pass over a volume's values.
 *
 * @param notFinite voxels that are NaN or infinite
 * @param first linear index of the first of them, or -1
 * @param min smallest finite value
 * @param max largest finite value
 */
record VoxelScan(long notFinite, long first, float min, float max) {

    static VoxelScan of(Volume volume, Workers workers) {
        Grid grid = volume.grid();
        int area = Math.multiplyExact(grid.sizeI(), grid.sizeJ());
        VoxelScan[] slices = new VoxelScan[grid.sizeK()];
        workers.forEach(grid.sizeK(), k -> slices[k] = slice(volume, (long) k * area, area));
        VoxelScan all = new VoxelScan(0, -1, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        for (VoxelScan s : slices) {
            all = new VoxelScan(
                    all.notFinite + s.notFinite,
                    all.first >= 0 ? all.first : s.first,
                    Math.min(all.min, s.min),
                    Math.max(all.max, s.max));
        }
        return all;
    }

    private static VoxelScan slice(Volume volume, long from, int count) {
        float[] values = new float[count];
        volume.voxels().read(from, values, 0, count);
        long bad = 0;
        long first = -1;
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float v = values[i];
            if (Float.isFinite(v)) {
                min = Math.min(min, v);
                max = Math.max(max, v);
            } else {
                first = first < 0 ? from + i : first;
                bad++;
            }
        }
        return new VoxelScan(bad, first, min, max);
    }

    String firstNotFinite(Grid grid) {
        long area = (long) grid.sizeI() * grid.sizeJ();
        return "(" + first % grid.sizeI() + ", " + first % area / grid.sizeI() + ", " + first / area + ")";
    }
}
