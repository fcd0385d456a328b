package org.foldlink.session;

import java.util.Locale;

/** Where a job stands. */
public enum JobState {
    /** An input has not come yet. */
    WAITING,
    QUEUED,
    RUNNING,
    /** Told to stop; ends within one tile. */
    CANCELLING,
    DONE,
    FAILED,
    CANCELLED;

    public boolean isOver() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }

    /** Lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
