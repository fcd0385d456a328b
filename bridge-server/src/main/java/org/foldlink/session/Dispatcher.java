package org.foldlink.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Starts queued jobs in fair order, as many at once as the limits allow. Guarded by the bridge's lock. */
final class Dispatcher {

    private final Core core;
    private final Executor executor;
    private final Consumer<Job> run;
    private final FairQueue<SessionState, Job> queue = new FairQueue<>();
    private final Set<Job> running = new LinkedHashSet<>();
    private long runningBytes;

    /** @param run runs a job to its end, on one of the executor's threads */
    Dispatcher(Core core, Executor executor, Consumer<Job> run) {
        this.core = core;
        this.executor = executor;
        this.run = run;
    }

    void enqueue(Job job) {
        job.state = JobState.QUEUED;
        queue.add(job.session, job);
        startNext();
    }

    /** Takes a job out of the queue or off the running ones. */
    void remove(Job job) {
        queue.remove(job.session, job);
        if (running.remove(job)) {
            runningBytes -= job.runBytes;
            core.runEnded.signalAll();
        }
        startNext();
    }

    private void startNext() {
        while (running.size() < core.limits.runs()) {
            Job job = queue.peek();
            // Waits for its memory at the head, so that small jobs of others do not keep it out for good.
            if (job == null || (!running.isEmpty() && job.runBytes > core.limits.runBytes() - runningBytes)) {
                return;
            }
            queue.poll();
            job.state = JobState.RUNNING;
            running.add(job);
            runningBytes += job.runBytes;
            core.log.job("job_started", job);
            core.after(() -> start(job));
        }
    }

    private void start(Job job) {
        try {
            executor.execute(() -> run.accept(job));
        } catch (RejectedExecutionException e) {
            // Only after a shutdown that did not wait for this run.
            core.log.broken("the executor of runs", e);
            core.run(() -> remove(job));
        }
    }

    int queued() {
        return queue.size();
    }

    List<Job> running() {
        return List.copyOf(running);
    }

    /** Jobs ahead of a queued one, running ones included; 0 for any other. */
    int place(Job job) {
        return job.state == JobState.QUEUED ? running.size() + queue.order().indexOf(job) : 0;
    }

    /** What {@link #place} is at most for a job that is about to come. */
    int length() {
        return running.size() + queue.size();
    }
}
