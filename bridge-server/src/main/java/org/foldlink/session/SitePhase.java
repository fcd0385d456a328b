package org.foldlink.session;

import java.util.Locale;

/** How far a Site is. */
public enum SitePhase {
    QUEUED,
    /** Registers the image to the atlas and looks the tumour up in it: nearly all of the time. */
    LOCATING,
    /** Compares with the symptoms. */
    CHECKING,
    /** Writes to the database; it cannot be cancelled any more. */
    STORING;

    /** Lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
