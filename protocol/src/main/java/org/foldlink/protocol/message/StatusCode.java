package org.foldlink.protocol.message;

/** The codes of STATUS that the specification names. */
public enum StatusCode {
    INVALID(0),
    OK(1),
    UNKNOWN_ERROR(2),
    PANIC(3),
    NOT_FOUND(4),
    ACCESS_DENIED(5),
    BUSY(6),
    TIME_OUT(7),
    OVERFLOW(8),
    CHECKSUM_ERROR(9),
    CONFIGURATION_ERROR(10),
    RESOURCE_ERROR(11),
    UNKNOWN_INSTRUCTION(12),
    NOT_READY(13),
    MANUAL_MODE(14),
    DISABLED(15),
    NOT_PRESENT(16),
    UNKNOWN_VERSION(17),
    HARDWARE_FAILURE(18),
    SHUT_DOWN(19);

    private final int code;

    StatusCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
