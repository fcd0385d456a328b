package org.foldlink.inference;

import java.util.Locale;

/** Which of two runs goes first. */
public enum Priority {
    NORMAL,
    /** A normal run that is under way pauses at its next tile. */
    URGENT;

    /** Lower case, as options have it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
