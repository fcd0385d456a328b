package org.foldlink.nrrd;

/**
 * One structure of a segmentation.
 *
 * @param value its voxel value in the labelmap, 1 or more
 * @param name as Slicer shows it
 * @param red sRGB 0–255, likewise green and blue
 */
public record Segment(int value, String name, int red, int green, int blue) {

    public Segment {
        if (value < 1) {
            throw new IllegalArgumentException("segment value = " + value + " (expected 1 or more)");
        }
        checkColour("red", red);
        checkColour("green", green);
        checkColour("blue", blue);
    }

    private static void checkColour(String channel, int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("segment " + channel + " = " + value + " (expected 0..255)");
        }
    }
}
