package org.foldlink.transport.dialogue;

import java.util.Locale;

/** Stable codes of commands refused by their form; those of the session layer are {@link org.foldlink.session.ErrorCode}. */
enum DialogueError {
    BAD_JSON,
    BAD_FIELD,
    UNKNOWN_FIELD,
    TOO_LONG,
    UNKNOWN_COMMAND,
    NOT_SUPPORTED,
    /** The client speaks another major version of the dialogue. */
    VERSION,
    /** A failure of the bridge's own. */
    INTERNAL;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
