package org.foldlink.inference;

import java.util.Locale;

/** What the map of doubt says, 0–100 a voxel. */
public enum Doubt {
    /** No map is made. */
    NONE,
    /** Share of folds whose own label differs from the ensemble's, counted at the network's resolution. */
    VOTES,
    /**
     * Entropy of the mean logits' softmax over its largest value, log(classes), on the input's grid; of a region-based model the mean entropy
     * of the regions' sigmoids over log 2.
     */
    ENTROPY;

    /** Lower case, as options have it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
