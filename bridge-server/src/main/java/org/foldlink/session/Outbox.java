package org.foldlink.session;

/**
 * Where a session's events go: one connection. Called under the bridge's lock, so that events come in order: an implementation only
 * queues what it gets and returns at once, never calls the bridge from within, and does not throw.
 */
public interface Outbox {

    /**
     * One event. PROGRESS and LABELS that are not final may be replaced by a later event of the same device while unsent; all others
     * must be sent.
     */
    void deliver(JobEvent event);

    /** The session was taken up by another connection; nothing more comes here, and the connection should be closed. */
    void replaced();
}
