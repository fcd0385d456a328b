package org.foldlink.session;

import java.util.Locale;

/** What a Cancel came to. */
public enum CancelOutcome {
    CANCELLED_BEFORE_RUN,
    /** It ran and stops within one tile; its STATUS says when it has. */
    STOPPED,
    ALREADY_DONE;

    /** Lower case with underscores. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
