package org.foldlink.inference;

import java.util.concurrent.atomic.AtomicLong;
import org.foldlink.geometry.Grid;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Puts a value in place of voxels that are NaN or infinite. */
final class FiniteVoxels {

    private FiniteVoxels() {}

    /** @param count voxels that were replaced */
    record Replaced(Volume volume, long count) {}

    /** A copy as FLOAT32, which is what the engine computes with; the volume itself is left as it is. */
    static Replaced replaced(Volume volume, float value, Workers workers) {
        Grid grid = volume.grid();
        int area = Math.multiplyExact(grid.sizeI(), grid.sizeJ());
        Volume copy = Volume.allocate(grid, VoxelType.FLOAT32);
        AtomicLong count = new AtomicLong();
        workers.forEach(grid.sizeK(), k -> {
            float[] values = new float[area];
            volume.voxels().read((long) k * area, values, 0, area);
            long bad = 0;
            for (int i = 0; i < area; i++) {
                boolean finite = Float.isFinite(values[i]);
                bad += finite ? 0 : 1;
                copy.voxels().set((long) k * area + i, finite ? values[i] : value);
            }
            count.addAndGet(bad);
        });
        return new Replaced(copy, count.get());
    }
}
