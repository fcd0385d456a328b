package org.foldlink.transport;

/** The server cannot listen as it was told. The message says what was asked and what to do. */
public final class ServerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        PORT_IN_USE,
        NOT_ALLOWED,
        BAD_ADDRESS
    }

    private final Reason reason;

    ServerStartException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
