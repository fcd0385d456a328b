package org.foldlink.measure;

import java.util.List;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/**
 * What one label of a labelmap measures. A voxel is its whole cell, half a spacing to each side of its centre.
 *
 * <p>The diameters are taken in the slices of the grid that are nearest to axial (across the grid axis nearest to S), on the convex hull of
 * the structure's cells in one slice: {@code longest} is the greatest distance between two points of the hull over all slices,
 * {@code perpendicular} the longest chord of that same hull at right angles to it. So a rectangle of n × m voxels measures its own
 * diagonal, and a structure of several pieces is measured across them. Of equal slices the one with the lowest index counts.
 *
 * @param label value in the labelmap
 * @param voxels how many
 * @param ml their volume
 * @param centroid mean of the voxel centres, RAS mm
 * @param box around the cells along the patient's axes, RAS mm, on an oblique grid too
 * @param oriented around the cells along the grid's axes
 * @param longest in the plane of the voxel centres of its slice
 * @param perpendicular in the same plane
 * @param intensities one for each image
 */
public record StructureMeasure(
        int label,
        long voxels,
        double ml,
        Vec3 centroid,
        Box box,
        OrientedBox oriented,
        Chord longest,
        Chord perpendicular,
        Shape shape,
        List<Intensity> intensities) {

    public StructureMeasure {
        intensities = List.copyOf(intensities);
    }

    /** mm. */
    public double axialDiameter() {
        return longest.length();
    }

    /** mm. */
    public double axialPerpendicular() {
        return perpendicular.length();
    }
}
