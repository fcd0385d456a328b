package org.foldlink.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.foldlink.inference.Priority;

/**
 * Starts queued jobs in fair order, as many at once as the limits allow; where runs overlap in the engine, one more. Urgent jobs have a
 * queue of their own, which goes first: one of them is started beside a normal job, which pauses for it in the engine and keeps its
 * memory. Guarded by the bridge's lock.
 */
final class Dispatcher {

    private final Core core;
    private final Executor executor;
    private final Consumer<Job> run;
    private final FairQueue<SessionState, Job> urgent = new FairQueue<>();
    private final FairQueue<SessionState, Job> normal = new FairQueue<>();
    private final int atOnce;
    private final Set<Job> running = new LinkedHashSet<>();
    private long runningBytes;

    /** @param run runs a job to its end, on one of the executor's threads */
    Dispatcher(Core core, Executor executor, Consumer<Job> run) {
        this.core = core;
        this.executor = executor;
        this.run = run;
        this.atOnce = core.limits.runs() * core.setup.segmenter().devices()
                + (core.setup.segmenter().overlaps() ? 1 : 0);
    }

    void enqueue(Job job) {
        job.state = JobState.QUEUED;
        queue(job).add(job.session, job);
        startNext();
    }

    /** Takes a job out of the queue or off the running ones. */
    void remove(Job job) {
        queue(job).remove(job.session, job);
        if (running.remove(job)) {
            runningBytes -= job.runBytes;
            core.runEnded.signalAll();
        }
        startNext();
    }

    private static boolean isUrgent(Job job) {
        return job.options.priority() == Priority.URGENT;
    }

    private FairQueue<SessionState, Job> queue(Job job) {
        return isUrgent(job) ? urgent : normal;
    }

    private void startNext() {
        // While an urgent job waits, no other is started: it would take the memory that the urgent one waits for.
        boolean started = true;
        while (started) {
            started = urgent.size() > 0
                    ? startNext(urgent, (int)
                            running.stream().filter(Dispatcher::isUrgent).count())
                    : startNext(normal, running.size());
        }
    }

    /** @param ahead jobs running that this queue's would have to wait for */
    private boolean startNext(FairQueue<SessionState, Job> queue, int ahead) {
        Job job = queue.peek();
        // Waits for its memory at the head, so that small jobs of others do not keep it out for good.
        if (job == null
                || ahead >= atOnce
                || (!running.isEmpty() && job.runBytes > core.limits.runBytes() - runningBytes)) {
            return false;
        }
        queue.poll();
        job.state = JobState.RUNNING;
        running.add(job);
        runningBytes += job.runBytes;
        core.log.job("job_started", job);
        core.after(() -> start(job));
        return true;
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
        return urgent.size() + normal.size();
    }

    List<Job> running() {
        return List.copyOf(running);
    }

    /** Jobs ahead of a queued one, running ones included; 0 for any other. */
    int place(Job job) {
        if (job.state != JobState.QUEUED) {
            return 0;
        }
        int before = isUrgent(job) ? 0 : urgent.size();
        return running.size() + before + queue(job).order().indexOf(job);
    }

    /** What {@link #place} is at most for a job that is about to come. */
    int length() {
        return running.size() + queued();
    }
}
