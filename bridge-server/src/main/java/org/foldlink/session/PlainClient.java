package org.foldlink.session;

import org.foldlink.volume.Volume;

/**
 * A connection that never said Hello: its images start jobs by rule. The ids of these jobs begin with {@code ~} and are the same for the
 * same client, rule and input, so a new push refreshes the same nodes. Thread-safe.
 *
 * <p>A job of several channels runs once each has come since the last such job: images of two examinations are not mixed. A new push
 * takes the place of a job of its id that waits, and stops one that runs, unless the run before was stopped so as well: a stream that is
 * faster than the model still gets results, and the newest images always get theirs.
 */
public final class PlainClient {

    private final HeldSession session;
    private final SessionKey.Plain key;
    private final PlainTriggers triggers;

    PlainClient(HeldSession session, SessionKey.Plain key, PlainTriggers triggers) {
        this.session = session;
        this.key = key;
        this.triggers = triggers;
    }

    /** For queries and commands; images put there start no jobs. */
    public Session session() {
        return session;
    }

    /** As {@link Session#arriving}; the whole image then starts a job if a rule has all its channels. */
    public ImageIntake arriving(String device) throws RequestException {
        return session.arriving(device, triggers.match(key, device));
    }

    /** A whole image at once. */
    public void put(String device, Volume volume, long timestamp) throws RequestException {
        try (ImageIntake intake = arriving(device)) {
            intake.take(volume.voxels().byteCount());
            intake.complete(volume, timestamp);
        }
    }

    /** As {@link Session#detach}. */
    public void detach(Outbox outbox) {
        session.detach(outbox);
    }
}
