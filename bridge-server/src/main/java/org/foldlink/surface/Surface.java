package org.foldlink.surface;

/**
 * A structure's mesh with what a file says of it.
 *
 * @param value in the labelmap
 * @param red sRGB 0..255, likewise green and blue
 * @param opacity 0..1, for the formats that can say it: 1 unless others would be hidden
 */
public record Surface(int value, String name, int red, int green, int blue, double opacity, Mesh mesh) {

    public Surface {
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new IllegalArgumentException("opacity of " + name + " = " + opacity + " (expected 0..1)");
        }
        if ((red | green | blue) >>> 8 != 0) {
            throw new IllegalArgumentException(
                    "colour of " + name + " = " + red + ", " + green + ", " + blue + " (expected 0..255 each)");
        }
    }
}
