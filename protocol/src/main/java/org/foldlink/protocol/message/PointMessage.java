package org.foldlink.protocol.message;

import java.util.List;

/** POINT: a list of named points. Coordinates in millimetres, RAS by convention. */
public record PointMessage(List<Point> points) implements Message {
    public static final String TYPE = "POINT";

    public PointMessage {
        points = List.copyOf(points);
    }

    /**
     * One point.
     *
     * @param name cut to 64 bytes on the wire
     * @param group cut to 32 bytes, such as {@code Landmark}
     * @param diameter millimetres, may be 0
     * @param owner device name of the image it belongs to, cut to 20 bytes, may be empty
     */
    public record Point(
            String name, String group, Rgba color, float x, float y, float z, float diameter, String owner) {}

    @Override
    public String type() {
        return TYPE;
    }
}
