package org.foldlink.session;

/**
 * A connection that never said Hello: its images start jobs by rule. The ids of these jobs begin with {@code ~} and are the same for the
 * same client, rule and input, so a new push refreshes the same nodes. Thread-safe.
 *
 * <p>A new push takes the place of a job of its id that waits, and stops one that runs, unless the run before was stopped so as well: a
 * stream that is faster than the model still gets results, and the newest images always get theirs.
 */
public final class PlainClient {

    private final Session session;

    PlainClient(Session session) {
        this.session = session;
    }

    /** For queries and commands; its images start no jobs. */
    public Session session() {
        return session;
    }

    /** As {@link Session#arriving}; the whole image then starts a job if a rule has all its channels. */
    public ImageIntake arriving(String device) throws RequestException {
        return session.arriving(device);
    }

    /** As {@link Session#detach}. */
    public void detach(Outbox outbox) {
        session.detach(outbox);
    }
}
