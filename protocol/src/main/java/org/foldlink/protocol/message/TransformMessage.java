package org.foldlink.protocol.message;

/** TRANSFORM: an affine transform, millimetres; the sender defines from which frame to which. */
public record TransformMessage(Matrix3x4 matrix) implements Message {
    public static final String TYPE = "TRANSFORM";

    @Override
    public String type() {
        return TYPE;
    }
}
