package org.foldlink.clinical;

/**
 * A place on the earth, WGS 84.
 *
 * @param latitude degrees, north positive, -90 to 90
 * @param longitude degrees, east positive, -180 to 180
 */
public record Position(double latitude, double longitude) {

    public Position {
        check("latitude", latitude, 90);
        check("longitude", longitude, 180);
    }

    private static void check(String field, double value, double most) {
        if (!(Math.abs(value) <= most)) {
            throw new IllegalArgumentException(
                    field + " = " + value + " (expected degrees, -" + (int) most + " to " + (int) most + ")");
        }
    }
}
