package org.foldlink.measure;

/**
 * The hull of a label in one near-axial slice.
 *
 * @param slice index along the grid axis across the slices
 */
record Outline(int slice, Hull hull) {}
