package org.foldlink.models;

/** A model folder that cannot be used. The message names file, field, value and expectation; it is fit to be shown to a user. */
public final class ModelException extends Exception {

    /** What is wrong, in the large. */
    public enum Kind {
        /** A file that must be there is not. */
        MISSING,
        /** A file is there and cannot be read as what it is named. */
        CORRUPT,
        /** Everything can be read, but asks for something this version does not do, or the files contradict each other. */
        UNFIT
    }

    private final Kind kind;

    public ModelException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ModelException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
