package org.foldlink.protocol.wire;

import org.foldlink.protocol.message.InvalidFieldException;

/**
 * Bytes that are not the OpenIGTLink they claim to be. The category says what the reader can do.
 *
 * <p>Text: {@code IMAGE size[2] = 0 (expected 1..65535)}.
 */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a reader can do about it. */
    public enum Category {
        /** Message boundaries are lost: the connection must close. */
        FRAMING,
        /** This message alone is bad: it is skipped by its declared size, and reading goes on. */
        BODY
    }

    /** What is wrong with a message. */
    public enum Reason {
        /** A field holds what it must not, or the size does not fit. */
        MALFORMED,
        /** The checksum does not match. */
        CHECKSUM,
        /** More than the limits, or than the owner, allow. */
        LIMIT
    }

    private final Category category;
    private final Reason reason;
    private final String subject;
    private final String field;
    private final String value;
    private final String expected;
    private final long offset;

    ProtocolException(
            Category category,
            Reason reason,
            String subject,
            String field,
            String value,
            String expected,
            long offset) {
        super(subject + " " + field + " = " + value + " (expected " + expected + ")");
        this.category = category;
        this.reason = reason;
        this.subject = subject;
        this.field = field;
        this.value = value;
        this.expected = expected;
        this.offset = offset;
    }

    public static ProtocolException framing(String subject, String field, Object value, String expected, long offset) {
        return new ProtocolException(
                Category.FRAMING, Reason.MALFORMED, subject, field, String.valueOf(value), expected, offset);
    }

    public static ProtocolException body(String subject, String field, Object value, String expected, long offset) {
        return new ProtocolException(
                Category.BODY, Reason.MALFORMED, subject, field, String.valueOf(value), expected, offset);
    }

    public static ProtocolException checksum(String subject, String field, Object value, String expected) {
        return new ProtocolException(
                Category.BODY, Reason.CHECKSUM, subject, field, String.valueOf(value), expected, -1);
    }

    public static ProtocolException limit(String subject, String field, Object value, String expected, long offset) {
        return new ProtocolException(
                Category.BODY, Reason.LIMIT, subject, field, String.valueOf(value), expected, offset);
    }

    public static ProtocolException body(InvalidFieldException cause, long offset) {
        return body(cause.subject(), cause.field(), cause.value(), cause.expected(), offset);
    }

    public Category category() {
        return category;
    }

    public Reason reason() {
        return reason;
    }

    /** The message type, or {@code header}, {@code extended_header}, {@code metadata}. */
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

    /** Bytes from the start of the structure named by the subject to where the reader was, or −1. */
    public long offset() {
        return offset;
    }
}
