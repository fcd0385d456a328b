package org.foldlink.protocol.message;

/** The patient frame of an image's matrix: RAS (right, anterior, superior positive) or LPS (left, posterior, superior positive). */
public enum CoordinateFrame {
    RAS(1),
    LPS(2);

    private final int code;

    CoordinateFrame(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static CoordinateFrame ofCode(String subject, int code) {
        for (CoordinateFrame frame : values()) {
            if (frame.code == code) {
                return frame;
            }
        }
        throw new InvalidFieldException(subject, "coordinates", code, "1 RAS or 2 LPS");
    }
}
