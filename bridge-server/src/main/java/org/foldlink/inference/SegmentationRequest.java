package org.foldlink.inference;

import java.util.List;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;

/**
 * One volume through one model.
 *
 * @param channels one volume a channel, in the model's order, all on one grid
 */
public record SegmentationRequest(ModelDescriptor model, List<Volume> channels, SegmentationOptions options) {

    public SegmentationRequest {
        channels = List.copyOf(channels);
    }
}
