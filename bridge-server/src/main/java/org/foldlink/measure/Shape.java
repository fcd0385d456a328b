package org.foldlink.measure;

/**
 * A structure's shape. A voxel is its whole cell.
 *
 * @param principal box along the structure's own axes: those of the covariance of its voxel centres, the longest first, right-handed; from
 *     the outermost corner of a cell to the outermost corner
 * @param surfaceMm2 by {@link Crofton}'s formula, holes and all pieces together
 * @param feretMm greatest distance between two corners of its cells
 */
public record Shape(OrientedBox principal, double surfaceMm2, double feretMm) {}
