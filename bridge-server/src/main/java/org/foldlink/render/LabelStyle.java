package org.foldlink.render;

/**
 * How a label is drawn.
 *
 * @param name as the legend has it; underscores become spaces
 * @param red sRGB 0–255, likewise green and blue
 * @param filled false draws the contour alone: for a structure that holds the others, such as the body
 */
public record LabelStyle(String name, int red, int green, int blue, boolean filled) {

    public LabelStyle {
        check("red", red);
        check("green", green);
        check("blue", blue);
    }

    /** Filled, but for {@code body}, which holds all the others. */
    public LabelStyle(String name, int red, int green, int blue) {
        this(name, red, green, blue, !name.equals("body"));
    }

    private static void check(String channel, int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("label colour " + channel + " = " + value + " (expected 0..255)");
        }
    }

    int rgb() {
        return red << 16 | green << 8 | blue;
    }
}
