package org.foldlink.inference;

import java.util.List;
import org.foldlink.geometry.Grid;
import org.foldlink.models.NetworkPlan;
import org.foldlink.preprocess.AxisMap;

/**
 * Bytes that a run takes at its peak outside of the input itself, as if nothing could be cropped.
 *
 * @param heap Java arrays
 * @param direct results' buffers outside the heap
 * @param network the runtime's own, by a rule of thumb: 1 KiB a voxel of the patch (the activations of nnU-Net's default 3D network), and the
 *     weights twice
 * @param kept of the heap, what stays until the other members have run
 */
record MemoryEstimate(long heap, long direct, long network, long kept) {

    private static final int NETWORK_BYTES_A_PATCH_VOXEL = 1024;

    long total() {
        return heap + direct + network;
    }

    /** @param weights bytes of one fold's file */
    static MemoryEstimate of(
            MemoryPlan.Way way,
            AxisMap axes,
            NetworkSteps steps,
            int folds,
            SegmentationOptions options,
            int labelBytes,
            long weights) {
        NetworkPlan plans = steps.plan();
        int[] shape = steps.largestShape(axes);
        long input = axes.grid().count();
        // A spacing far off the model's may ask for more voxels than a long counts; so many are above any limit.
        long net = (long) Math.min((double) shape[0] * shape[1] * shape[2], Grid.MAX_COUNT);
        int channels = plans.channels();
        List<Integer> patch = plans.patch();
        long tile = (long) patch.get(0) * patch.get(1) * patch.get(2);
        int depth = Math.min(shape[0], patch.get(0));

        // The image is loaded, then resampled a channel at a time through up to two intermediates; both stay below
        // this.
        long preprocessing = 4 * (2 * input * channels + 2 * Math.max(net, input) + net * channels);
        long image = 4 * net * channels + 4 * tile; // and the importance map
        long kept = 4 * net * plans.heads() + 2 * net * folds + net;
        long logits = switch (way) {
            case WHOLE -> kept + 4 * slices(depth, shape) * (plans.heads() + 1) + 2 * net;
            // One slice more stays for the interpolation into the next slab.
            case SLAB -> slices(depth + 1, shape) * (4 * (plans.heads() + 1) + 2);
        };
        long heap = Math.max(preprocessing, image + logits);
        long results = input * (2L * labelBytes + (options.doubt() != Doubt.NONE ? 1 : 0));
        if (options.probabilities()) {
            results += 4 * input * plans.heads();
        }
        long direct = results + 4 * tile * (channels + plans.heads());
        return new MemoryEstimate(heap, direct, network(weights, tile), kept);
    }

    /** Voxels of so many slices of the network's grid. */
    private static long slices(int count, int[] shape) {
        return (long) Math.min((double) Math.min(shape[0], count) * shape[1] * shape[2], Grid.MAX_COUNT);
    }

    /** Of a run of {@code earlier} and then this one. */
    MemoryEstimate after(MemoryEstimate earlier) {
        return new MemoryEstimate(
                Math.max(earlier.heap, earlier.kept + heap),
                Math.max(earlier.direct, direct),
                Math.max(earlier.network, network),
                earlier.kept + kept);
    }

    /** Of a previous stage: only its labelmap stays, beside the copy that the next stage resamples. */
    MemoryEstimate keepingLabels(long input, int labelBytes) {
        return new MemoryEstimate(heap, direct, network, input * (labelBytes + Character.BYTES));
    }

    MemoryEstimate plusDirect(long bytes) {
        return new MemoryEstimate(heap, direct + bytes, network, kept);
    }

    /** The runtime's own bytes of one loaded network. */
    static long network(long weights, long patchVoxels) {
        return patchVoxels * NETWORK_BYTES_A_PATCH_VOXEL + 2 * weights;
    }
}
