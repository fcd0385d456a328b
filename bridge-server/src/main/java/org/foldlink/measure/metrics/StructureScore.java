package org.foldlink.measure.metrics;

/**
 * How well one structure of one case was segmented.
 *
 * @param structure its name
 * @param overlap voxels
 * @param voxelMl ml of a voxel
 * @param nsd at the structure's tolerance; 0 where only one of the two has a voxel, NaN where neither has
 * @param hd95 mm; NaN unless both have a voxel
 * @param assd mm; NaN unless both have a voxel
 */
public record StructureScore(String structure, Overlap overlap, double voxelMl, double nsd, double hd95, double assd) {

    public Presence presence() {
        return overlap.presence();
    }

    public double predictedMl() {
        return overlap.predicted() * voxelMl;
    }

    public double referenceMl() {
        return overlap.reference() * voxelMl;
    }

    /** NaN where the metric has no value. */
    public double value(Metric metric) {
        return switch (metric) {
            case DICE -> overlap.dice();
            case IOU -> overlap.iou();
            case NSD -> nsd;
            case HD95 -> hd95;
            case ASSD -> assd;
            case VOLUME_DIFFERENCE -> predictedMl() - referenceMl();
            case RELATIVE_VOLUME_DIFFERENCE -> overlap.relativeVolumeDifference();
            case SENSITIVITY -> overlap.sensitivity();
            case PRECISION -> overlap.precision();
        };
    }
}
