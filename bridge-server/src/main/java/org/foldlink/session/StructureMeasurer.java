package org.foldlink.session;

import java.util.List;
import java.util.Map;
import org.foldlink.models.Label;
import org.foldlink.volume.Volume;

/** Measures a labelmap; called off the bridge's lock on the run's thread. Thread-safe. */
@FunctionalInterface
public interface StructureMeasurer {

    /**
     * @param labels UINT8 or UINT16
     * @param meanings the model's labels; values outside of them are not measured
     * @param foldAgreement by label value; a label that it lacks was not measured
     * @return those that have a voxel, by value
     */
    List<Structure> measure(Volume labels, List<Label> meanings, Map<Integer, Double> foldAgreement);
}
