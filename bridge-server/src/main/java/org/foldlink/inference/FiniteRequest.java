package org.foldlink.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.foldlink.preprocess.Workers;
import org.foldlink.volume.Volume;

/**
 * A request without a voxel that is NaN or infinite.
 *
 * @param replaced how many there were
 */
record FiniteRequest(SegmentationRequest request, long replaced) {

    /**
     * @param value taken in their place
     * @param findings of the check: they name the channels that have such voxels
     */
    static FiniteRequest of(
            SegmentationRequest request, OptionalDouble value, List<Finding> findings, Workers workers) {
        List<String> channels = findings.stream()
                .filter(f -> f.code().equals("nan_voxels"))
                .map(Finding::field)
                .toList();
        if (channels.isEmpty() || value.isEmpty()) {
            return new FiniteRequest(request, 0);
        }
        List<Volume> volumes = new ArrayList<>();
        long replaced = 0;
        for (int c = 0; c < request.channels().size(); c++) {
            Volume volume = request.channels().get(c);
            if (channels.contains(request.model().channels().get(c).name())) {
                var finite = FiniteVoxels.replaced(volume, (float) value.getAsDouble(), workers);
                replaced += finite.count();
                volume = finite.volume();
            }
            volumes.add(volume);
        }
        return new FiniteRequest(new SegmentationRequest(request.model(), volumes, request.options()), replaced);
    }
}
