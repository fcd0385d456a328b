package org.foldlink.transport.client;

/** A talk with a bridge that did not come to its end. The message says what to do and is fit to be shown to a user. */
public final class ClientException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Kind {
        /** Nothing listens, or the connection broke: connect again. */
        LOST,
        /** No answer in the time given. */
        TIMED_OUT,
        /** The bridge refused the request: mend it. */
        REFUSED,
        /** The job was accepted and failed. */
        FAILED,
        /** What came is not what was agreed: another program, or another version. */
        MALFORMED
    }

    private final Kind kind;
    private final String code;

    ClientException(Kind kind, String message) {
        this(kind, "", message);
    }

    ClientException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    ClientException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = "";
    }

    public Kind kind() {
        return kind;
    }

    /** The dialogue's error code of a refusal or failure, else empty. */
    public String code() {
        return code;
    }
}
