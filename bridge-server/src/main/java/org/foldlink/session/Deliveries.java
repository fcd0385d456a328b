package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Events on their way to a session's outbox. Guarded by the bridge's lock, which keeps them in order. */
final class Deliveries {

    private final Core core;

    Deliveries(Core core) {
        this.core = core;
    }

    /** Makes the next event of a job. */
    <E extends JobEvent> E stamped(Job job, int folds, boolean isFinal, Function<JobEvent.Stamp, E> event) {
        return event.apply(
                new JobEvent.Stamp(job.id, job.session.nextRevision(), job.foldsDone, folds, isFinal, job.timestamp));
    }

    /** Delivers, and holds in place of the earlier event of the same device. */
    void holdAndSend(Job job, JobEvent event) {
        job.held.put(event.heldAs(), event);
        send(job.session, event);
    }

    /** To whoever is connected, if anyone. */
    void send(SessionState session, JobEvent event) {
        Outbox outbox = session.outbox;
        if (outbox == null) {
            return;
        }
        try {
            outbox.deliver(event);
        } catch (RuntimeException e) {
            core.log.broken("an outbox", e);
        }
    }

    /** Delivers again what is held, in the order in which it was made. */
    int resend(Job job) {
        List<JobEvent> events = new ArrayList<>(job.held.values());
        events.sort((a, b) -> Long.compare(a.stamp().revision(), b.stamp().revision()));
        events.forEach(event -> send(job.session, event));
        if (job.session.outbox != null && job.state.isOver()) {
            job.delivered = true;
        }
        return events.size();
    }
}
