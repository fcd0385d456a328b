package org.foldlink.protocol.message;

/**
 * A value that no message of its type can hold. Thrown by the records' constructors, so that a message that exists can always be
 * written; the decoder turns it into a typed protocol error.
 *
 * <p>Text: {@code IMAGE size[2] = 0 (expected 1..65535)}.
 */
public final class InvalidFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String subject;
    private final String field;
    private final String value;
    private final String expected;

    public InvalidFieldException(String subject, String field, Object value, String expected) {
        super(subject + " " + field + " = " + value + " (expected " + expected + ")");
        this.subject = subject;
        this.field = field;
        this.value = String.valueOf(value);
        this.expected = expected;
    }

    /** The message type or structure, such as {@code IMAGE} or {@code metadata}. */
    public String subject() {
        return subject;
    }

    public String field() {
        return field;
    }

    public String value() {
        return value;
    }

    public String expected() {
        return expected;
    }
}
