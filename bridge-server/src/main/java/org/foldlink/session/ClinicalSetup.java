package org.foldlink.session;

import java.time.Duration;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.StoreException;

/**
 * The clinical side of a bridge. Nothing of it is opened before it is first asked for.
 *
 * @param store opened at the first clinical command, and again after a failure; the bridge closes what it opened
 * @param sites finds tumours; called on the executor of runs
 * @param answerTime how long a client waits for the database at most
 * @param siteTime how long after its acceptance a Site ends at the latest
 */
public record ClinicalSetup(StoreSource store, SiteSearch sites, Duration answerTime, Duration siteTime) {

    public ClinicalSetup {
        positive("timeout", answerTime);
        positive("site-timeout", siteTime);
    }

    /** Opens the store; called by one thread at a time. */
    @FunctionalInterface
    public interface StoreSource {
        ClinicalStore open() throws StoreException;
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " = " + value + " (expected more than 0)");
        }
    }
}
