package org.foldlink.atlas;

/** A tumour cannot be located in what was given: says what was got, what was expected and what to do. */
public final class SiteException extends Exception {

    private static final long serialVersionUID = 1;

    SiteException(String message) {
        super(message);
    }
}
