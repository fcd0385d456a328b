package org.foldlink.inference;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * Takes a run's scores to the input's grid slab by slab, as the network's slices get ready: each voxel of the input is written once, when all
 * that it is interpolated from is there. Not thread-safe.
 */
final class SlabExport {

    private final GridExport export;
    private final Volume labels;
    private final Optional<Volume> entropy;
    private int written;

    /** @param entropy whether that map is made beside the labels */
    SlabExport(GridExport export, VoxelType type, boolean entropy) {
        this.export = export;
        this.labels = export.empty(type);
        this.entropy = entropy ? Optional.of(export.empty(VoxelType.UINT8)) : Optional.empty();
    }

    /**
     * @param scores of which the slices before {@code finished} are there, but for those that an earlier call did not ask for again
     * @param finished slices of the network's grid along the array's z
     * @return the first of them that later slabs still read
     */
    int write(Scores scores, int finished) {
        int ready = export.ready(finished);
        export.labels(scores, written, ready, labels);
        entropy.ifPresent(map -> export.entropy(scores, written, ready, map));
        written = ready;
        return Math.min(finished, export.firstRead(ready));
    }

    /** Background where no slab was written yet. */
    Volume labels() {
        return labels;
    }

    Optional<Volume> entropy() {
        return entropy;
    }

    /** The labels so far, which later slabs leave alone. */
    Volume snapshot() {
        Volume copy = export.empty(labels.type());
        List<ByteBuffer> blocks = labels.voxels().blocks();
        for (int b = 0; b < blocks.size(); b++) {
            copy.voxels().writableBlock(b).put(blocks.get(b));
        }
        return copy;
    }
}
