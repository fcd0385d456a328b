package org.foldlink.measure;

/**
 * The values of one image inside a structure, in the image's own unit (HU for CT). Voxels that are not finite are left out.
 *
 * <p>Percentile p is the value at place p (n - 1) / 100 of the values in their order, counted from 0, linear between two (numpy's default).
 * All figures are NaN where {@code voxels} is 0.
 *
 * @param voxels that were finite
 * @param notFinite voxels that were not
 * @param sd of the sample, with n - 1 below; 0 for one voxel
 */
public record Intensity(
        long voxels,
        long notFinite,
        double mean,
        double sd,
        double min,
        double p5,
        double p25,
        double median,
        double p75,
        double p95,
        double max) {}
