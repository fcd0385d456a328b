package org.foldlink.measure.metrics;

/**
 * Voxels of a structure in a prediction and a reference. Ratios are NaN where they have no denominator.
 *
 * @param both in both
 * @param predicted in the prediction
 * @param reference in the reference
 */
public record Overlap(long both, long predicted, long reference) {

    public Overlap {
        if (both < 0 || both > Math.min(predicted, reference)) {
            throw new IllegalArgumentException("overlap of " + both + " voxels of " + predicted + " and " + reference
                    + " (expected no more than either)");
        }
    }

    public Presence presence() {
        if (predicted > 0) {
            return reference > 0 ? Presence.BOTH : Presence.PREDICTION_ONLY;
        }
        return reference > 0 ? Presence.REFERENCE_ONLY : Presence.NEITHER;
    }

    /** 2 |P ∩ R| / (|P| + |R|). */
    public double dice() {
        return ratio(2.0 * both, predicted + reference);
    }

    /** |P ∩ R| / |P ∪ R|. */
    public double iou() {
        return ratio((double) both, predicted + reference - both);
    }

    /** The share of the reference that was found. */
    public double sensitivity() {
        return ratio((double) both, reference);
    }

    /** The share of the prediction that is right. */
    public double precision() {
        return ratio((double) both, predicted);
    }

    /** Predicted less reference volume, per cent of the reference. */
    public double relativeVolumeDifference() {
        return ratio(100.0 * (predicted - reference), reference);
    }

    private static double ratio(double part, long of) {
        return of == 0 ? Double.NaN : part / of;
    }
}
