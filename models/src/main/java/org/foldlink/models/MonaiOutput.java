package org.foldlink.models;

import java.util.List;

/**
 * What becomes of the network's output.
 *
 * @param heads channels of the output: classes with the background, or one a region, or one for yes and no
 * @param activation on the blended output of each fold; folds are averaged after it
 * @param decision from the folds' mean to a label
 * @param threshold {@link Decision#THRESHOLD}: a head is on above this value (of a classification: from it up); 0.5 of a segmentation
 * @param values label value of each head; for a threshold, later heads overwrite earlier ones
 * @param carriesLabels the way back to the image takes labels by the nearest voxel; else activated values by the interpolation of the way there
 * @param classes names by class number, of a classification; else empty
 */
public record MonaiOutput(
        int heads,
        Activation activation,
        Decision decision,
        double threshold,
        List<Integer> values,
        boolean carriesLabels,
        List<String> classes) {

    public MonaiOutput {
        values = List.copyOf(values);
        classes = List.copyOf(classes);
    }

    /** Over the heads of a voxel (of a volume, in a classification). */
    public enum Activation {
        NONE,
        SOFTMAX,
        SIGMOID
    }

    /** From activated values to a label. */
    public enum Decision {
        ARGMAX,
        THRESHOLD
    }
}
