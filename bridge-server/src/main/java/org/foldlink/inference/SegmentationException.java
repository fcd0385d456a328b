package org.foldlink.inference;

/**
 * A run that cannot start or go on. The message says field, value, what was expected and what to do; it is fit to be shown to a user.
 */
public final class SegmentationException extends Exception {

    /** Stable codes, as the dialogue's error JSON has them. */
    public enum Code {
        BAD_INPUT,
        BAD_MODEL,
        OUT_OF_MEMORY,
        RUNTIME
    }

    private final Code code;
    private final String field;

    public SegmentationException(Code code, String field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    public SegmentationException(Code code, String field, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.field = field;
    }

    public Code code() {
        return code;
    }

    public String field() {
        return field;
    }
}
