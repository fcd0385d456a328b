package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what is delivered. */
final class RecordingOutbox implements Outbox {

    private final List<JobEvent> events = new ArrayList<>();
    private int replaced;

    @Override
    public synchronized void deliver(JobEvent event) {
        events.add(event);
    }

    @Override
    public synchronized void replaced() {
        replaced++;
    }

    synchronized int timesReplaced() {
        return replaced;
    }

    synchronized List<JobEvent> events() {
        return List.copyOf(events);
    }

    synchronized void clear() {
        events.clear();
    }

    List<String> devices() {
        return events().stream().map(JobEvent::device).toList();
    }

    <E extends JobEvent> List<E> of(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<JobEvent.Status> statuses(String job) {
        return of(JobEvent.Status.class).stream()
                .filter(s -> s.job().equals(job))
                .toList();
    }

    /** The one status of a job: its failure, or empty for OK. */
    Optional<JobEvent.Failure> status(String job) {
        List<JobEvent.Status> all = statuses(job);
        if (all.size() != 1) {
            throw new AssertionError("job " + job + " has " + all.size() + " statuses (expected 1): " + all);
        }
        return all.get(0).failure();
    }
}
