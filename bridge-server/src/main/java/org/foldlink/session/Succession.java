package org.foldlink.session;

/** A newer push of a rule's inputs takes the place of the job of its id. All methods are called under the bridge's lock. */
final class Succession {

    private final Lifecycle lifecycle;
    private final Results results;
    private final Admission admission;

    Succession(Lifecycle lifecycle, Results results, Admission admission) {
        this.lifecycle = lifecycle;
        this.results = results;
        this.admission = admission;
    }

    /** A job whose inputs are all there; the newest wins over one that waits for the same place. */
    void offer(Job job) {
        Job older = job.session.next.put(job.id, job);
        if (older != null) {
            lifecycle.supersede(older);
        }
        settle(job.session, job.id);
    }

    /**
     * Moves the newest job of an id on as far as it can go now. A run is stopped for a newer push, but not twice in a row: a stream
     * faster than the model would never get a result.
     */
    void settle(SessionState session, String id) {
        Job next = session.next.get(id);
        if (next == null || session.closed) {
            return;
        }
        Job current = session.jobs.get(id);
        if (current == null || current.state.isOver()) {
            session.next.remove(id);
            if (current != null) {
                next.keepRunning = current.stoppedForNewer || (current.superseded && current.keepRunning);
                results.forget(current);
            }
            session.jobs.put(id, next);
            admission.later(next);
        } else if (current.state == JobState.QUEUED || (current.state == JobState.RUNNING && !current.keepRunning)) {
            // Its end calls this again.
            lifecycle.supersede(current);
        }
    }
}
