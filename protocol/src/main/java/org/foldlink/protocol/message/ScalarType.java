package org.foldlink.protocol.message;

/** The scalar types of IMAGE, NDARRAY and their lists, with their codes on the wire. */
public enum ScalarType {
    INT8(2, 1),
    UINT8(3, 1),
    INT16(4, 2),
    UINT16(5, 2),
    INT32(6, 4),
    UINT32(7, 4),
    FLOAT32(10, 4),
    FLOAT64(11, 8),
    /** Two float64, real then imaginary; NDARRAY only. */
    COMPLEX(13, 16);

    private final int code;
    private final int bytes;

    ScalarType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    public int code() {
        return code;
    }

    /** Bytes of one value. */
    public int bytes() {
        return bytes;
    }

    public static ScalarType ofCode(String subject, String field, int code) {
        for (ScalarType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new InvalidFieldException(
                subject,
                field,
                code,
                "2 int8, 3 uint8, 4 int16, 5 uint16, 6 int32, 7 uint32, 10 float32 or 11 float64");
    }
}
