package org.foldlink.protocol.message;

import java.util.List;

/** TRAJ: planned paths from an entry point to a target point. Coordinates in millimetres, RAS by convention. */
public record TrajectoryMessage(List<Trajectory> trajectories) implements Message {
    public static final String TYPE = "TRAJ";

    public TrajectoryMessage {
        trajectories = List.copyOf(trajectories);
    }

    /** Which of the two points count. */
    public enum Kind {
        ENTRY_ONLY(1),
        TARGET_ONLY(2),
        ENTRY_AND_TARGET(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Kind ofCode(String field, int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new InvalidFieldException(TYPE, field, code, "1 entry only, 2 target only or 3 both");
        }
    }

    /**
     * One path.
     *
     * @param name cut to 64 bytes on the wire
     * @param group cut to 32 bytes
     * @param diameter millimetres, may be 0
     * @param owner device name of the image it belongs to, cut to 20 bytes, may be empty
     */
    public record Trajectory(
            String name,
            String group,
            Kind kind,
            Rgba color,
            float entryX,
            float entryY,
            float entryZ,
            float targetX,
            float targetY,
            float targetZ,
            float diameter,
            String owner) {}

    @Override
    public String type() {
        return TYPE;
    }
}
