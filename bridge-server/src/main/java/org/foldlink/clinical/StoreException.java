package org.foldlink.clinical;

/** What the store could not do; its message says what to do. */
public final class StoreException extends Exception {

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What the caller can do. */
    public enum Reason {
        /** Try again later; nothing was written, unless the message says that this is not known. */
        UNAVAILABLE,
        /** Nothing of that key is held. */
        NOT_FOUND,
        /** Somebody else changed it, or it is there already. */
        CONFLICT,
        /** The value is refused; the message names the field. */
        INVALID,
        /** The database was made by a newer FoldLink, or is damaged. */
        INCOMPATIBLE
    }
}
