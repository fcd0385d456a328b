package org.foldlink.atlas;

import org.jspecify.annotations.Nullable;

/** An atlas that cannot be used. The message names the file, what it is, what was expected and what to do. */
public final class AtlasException extends Exception {

    private static final long serialVersionUID = 1L;

    AtlasException(String message) {
        super(message);
    }

    AtlasException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
