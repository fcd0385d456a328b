package org.foldlink.session;

import java.util.List;
import java.util.Map;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.volume.Volume;

/** Measures a labelmap; called off the bridge's lock on the run's thread. Thread-safe. */
@FunctionalInterface
public interface StructureMeasurer {

    /**
     * @param labels UINT8 or UINT16
     * @param model that made them; values outside of its labels are not measured
     * @param inputs the model's, in the order of its channels, on the grid of {@code labels}
     * @param foldAgreement by label value; a label that it lacks was not measured
     */
    Findings measure(Volume labels, ModelDescriptor model, List<Volume> inputs, Map<Integer, Double> foldAgreement);
}
