package org.foldlink.protocol.message;

/**
 * POSITION: a position in millimetres and an orientation as a unit quaternion (x, y, z, w), in the sender's frame.
 *
 * <p>Without an orientation on the wire it is the identity (0, 0, 0, 1). The compact form leaves out {@code qw}, which is then
 * {@code √(1 − qx² − qy² − qz²)}, or 0 where that is no number.
 */
public record PositionMessage(
        float x, float y, float z, Orientation orientation, float qx, float qy, float qz, float qw) implements Message {
    public static final String TYPE = "POSITION";

    /** How much of the quaternion travels. */
    public enum Orientation {
        NONE(12),
        COMPACT(24),
        WHOLE(28);

        private final int bytes;

        Orientation(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of a POSITION body of this form. */
        public int bytes() {
            return bytes;
        }
    }

    public PositionMessage {
        switch (orientation) {
            case NONE -> {
                qx = 0;
                qy = 0;
                qz = 0;
                qw = 1;
            }
            case COMPACT -> {
                double rest = 1 - ((double) qx * qx + (double) qy * qy + (double) qz * qz);
                qw = rest > 0 ? (float) Math.sqrt(rest) : 0;
            }
            case WHOLE -> {}
        }
    }

    public static PositionMessage of(float x, float y, float z) {
        return new PositionMessage(x, y, z, Orientation.NONE, 0, 0, 0, 1);
    }

    public static PositionMessage of(float x, float y, float z, float qx, float qy, float qz, float qw) {
        return new PositionMessage(x, y, z, Orientation.WHOLE, qx, qy, qz, qw);
    }

    @Override
    public String type() {
        return TYPE;
    }
}
