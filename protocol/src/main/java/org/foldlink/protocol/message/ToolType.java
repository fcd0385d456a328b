package org.foldlink.protocol.message;

/** What a tracked tool gives: its code on the wire is 1..4. */
public enum ToolType {
    TRACKER(1),
    /** Position and orientation. */
    SIX_D(2),
    /** The tip only. */
    THREE_D(3),
    /** Tip and handle, without the turn about its axis. */
    FIVE_D(4);

    private final int code;

    ToolType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static ToolType ofCode(String subject, String field, int code) {
        for (ToolType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new InvalidFieldException(subject, field, code, "1 tracker, 2 6D, 3 3D or 4 5D");
    }
}
