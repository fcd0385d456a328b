package org.foldlink.measure.metrics;

/** Where a structure has a voxel. */
public enum Presence {
    BOTH("both"),
    /** Missed: overlaps and NSD are 0, distances and precision have no value. */
    REFERENCE_ONLY("reference only"),
    /** A false alarm: overlaps and NSD are 0, distances, sensitivity and the relative volume have no value. */
    PREDICTION_ONLY("prediction only"),
    /** Rightly absent: no metric but the volume difference, 0, has a value. */
    NEITHER("neither");

    private final String term;

    Presence(String term) {
        this.term = term;
    }

    public String term() {
        return term;
    }
}
