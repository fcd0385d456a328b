package org.foldlink.preprocess.monai;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.foldlink.preprocess.AxisMap;
import org.foldlink.preprocess.Tensor;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;
import org.foldlink.volume.Voxels;

/** Voxels to a tensor in the array's axes, read along the scan's fastest axis whichever of the array's it is. */
final class VolumeLoader {

    private final Workers workers;
    private final BooleanSupplier stop;

    VolumeLoader(Workers workers, BooleanSupplier stop) {
        this.workers = workers;
        this.stop = stop;
    }

    Tensor load(List<Volume> channels, AxisMap axes) {
        Tensor to = Tensor.allocate(channels.size(), axes.size(0), axes.size(1), axes.size(2));
        int fast = 0;
        while (Math.abs(axes.stride(fast)) != 1 && fast < 2) {
            fast++;
        }
        int along = fast;
        int across = fast == 0 ? 1 : 0;
        for (int c = 0; c < channels.size(); c++) {
            int channel = c;
            Voxels voxels = channels.get(c).voxels();
            workers.forEach(axes.size(across), i -> plane(voxels, axes, along, across, i, to, channel), stop);
        }
        return to;
    }

    /** All voxels with index {@code i} along axis {@code across}. */
    private static void plane(Voxels voxels, AxisMap axes, int along, int across, int i, Tensor to, int channel) {
        int third = 3 - along - across;
        int count = axes.size(along);
        boolean backwards = axes.stride(along) < 0;
        float[] row = new float[count];
        int[] at = new int[3];
        at[across] = i;
        for (int t = 0; t < axes.size(third); t++) {
            at[third] = t;
            at[along] = backwards ? count - 1 : 0;
            voxels.read(axes.index(at[0], at[1], at[2]), row, 0, count);
            for (int v = 0; v < count; v++) {
                at[along] = backwards ? count - 1 - v : v;
                to.slice(channel, at[0])[at[1] * to.width() + at[2]] = row[v];
            }
        }
    }
}
