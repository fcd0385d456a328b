package org.foldlink.inference;

import org.foldlink.models.FusedModel;

/** Loads fused graphs, which take a whole volume: a port beside {@link NetworkRuntime}, of the engines that have it. Thread-safe. */
public interface VolumeRuntime {

    /** @throws SegmentationException BAD_MODEL where a file is missing, changed, or no graph */
    VolumeNetwork open(FusedModel model, FusedModel.Graph graph) throws SegmentationException;

    /** What one run may take on the device, bytes; a guess where the device does not say. */
    long memoryBytes();
}
