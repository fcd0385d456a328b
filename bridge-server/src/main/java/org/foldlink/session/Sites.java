package org.foldlink.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The searches for tumours' sites from their acceptance to their end: a few run at once, a few wait, sessions take turns. All methods are
 * called under the bridge's lock.
 */
final class Sites {

    static final int AT_ONCE = 2;
    static final int WAITING = 16;

    private final Core core;
    private final Deliveries deliveries;
    private final Executor executor;
    private final Consumer<SiteWork> run;
    private final FairQueue<SessionState, SiteWork> queue = new FairQueue<>();

    /** Those that have a thread, also when they are over and their search has not noticed yet. */
    private final Set<SiteWork> running = new LinkedHashSet<>();

    /** @param run runs a search to its end, on one of the executor's threads and without the lock */
    Sites(Core core, Deliveries deliveries, Executor executor, Consumer<SiteWork> run) {
        this.core = core;
        this.deliveries = deliveries;
        this.executor = executor;
        this.run = run;
    }

    void ensureRoom() throws RequestException {
        if (queue.size() >= WAITING) {
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "job",
                    "the server has " + queue.size() + " searches for a site waiting (expected fewer than " + WAITING
                            + "): ask again later");
        }
    }

    /** @return searches that wait before it; 0 runs now */
    int enqueue(SiteWork work) {
        Job job = work.job;
        job.site = work;
        job.held.remove(JobEvent.SiteFailed.heldAs(job.id));
        job.session.images.pin(work.image);
        queue.add(job.session, work);
        core.log.site("site_queued", work);
        startNext();
        int place = queue.order().indexOf(work) + 1;
        if (place > 0) {
            sendProgress(job);
        }
        return place;
    }

    private void startNext() {
        while (running.size() < AT_ONCE) {
            SiteWork next = queue.poll();
            if (next == null) {
                return;
            }
            running.add(next);
            core.after(() -> start(next));
        }
    }

    private void start(SiteWork work) {
        try {
            executor.execute(() -> run.accept(work));
        } catch (RejectedExecutionException e) {
            // Only after a shutdown that did not wait for it.
            core.log.broken("the executor of runs", e);
            core.run(() -> returned(work));
        }
    }

    // ---- while it runs

    /** False if it was given up before its turn. */
    boolean begin(SiteWork work, Future<?> run) {
        if (work.over) {
            return false;
        }
        work.run = run;
        return enter(work, SitePhase.LOCATING);
    }

    /** False if it is over: the rest is not to be done. */
    boolean enter(SiteWork work, SitePhase phase) {
        if (work.over) {
            return false;
        }
        work.phase = phase;
        sendProgress(work.job);
        return true;
    }

    /** Sends how far the job's search is, if there is one. */
    void sendProgress(Job job) {
        SiteWork work = job.site;
        if (work != null && isCurrent(job) && job.wants(ResultKind.PROGRESS)) {
            SitePhase phase = work.phase;
            deliveries.send(job.session, new JobEvent.SiteProgress(stamp(job), phase));
        }
    }

    private static JobEvent.Stamp stamp(Job job) {
        int folds = Math.max(job.foldsDone, job.options.folds());
        return new JobEvent.Stamp(job.id, job.session.nextRevision(), job.foldsDone, folds, true, job.timestamp);
    }

    // ---- its end

    void complete(SiteWork work, SiteDocument document) {
        if (!work.over) {
            end(work, "site_done");
            deliver(work.job, new JobEvent.Site(stamp(work.job), document));
        }
    }

    void fail(SiteWork work, JobEvent.Failure failure) {
        if (!work.over) {
            end(work, "site_" + failure.code().wire());
            deliver(work.job, new JobEvent.SiteFailed(stamp(work.job), failure));
            Future<?> run = work.run;
            if (run != null) {
                core.after(() -> run.cancel(true));
            }
        }
    }

    private void end(SiteWork work, String event) {
        Job job = work.job;
        work.over = true;
        job.site = null;
        job.session.images.unpin(work.image);
        boolean waited = queue.remove(job.session, work);
        core.log.site(waited ? event + "_before_run" : event, work);
        core.runEnded.signalAll();
    }

    private void deliver(Job job, JobEvent event) {
        if (isCurrent(job)) {
            deliveries.holdAndSend(job, event);
            job.delivered = job.session.outbox != null;
        }
    }

    /** A job that gave way to a newer one of its id says nothing any more. */
    private static boolean isCurrent(Job job) {
        return !job.session.closed && job.session.jobs.get(job.id) == job;
    }

    /** Its thread is free. */
    void returned(SiteWork work) {
        fail(work, new JobEvent.Failure(ErrorCode.RUNTIME, "job", "the search for the site ended without an answer"));
        running.remove(work);
        startNext();
    }

    // ---- told to stop

    CancelOutcome cancel(SiteWork work) {
        if (work.phase == SitePhase.STORING) {
            return CancelOutcome.ALREADY_DONE;
        }
        CancelOutcome outcome =
                work.phase == SitePhase.QUEUED ? CancelOutcome.CANCELLED_BEFORE_RUN : CancelOutcome.STOPPED;
        fail(
                work,
                new JobEvent.Failure(
                        ErrorCode.CANCELLED,
                        "job",
                        "the search for the site of job " + work.job.id + " was cancelled"));
        return outcome;
    }

    /** Ends those whose time is over; what is being written has the database's own limit. */
    void tick(SessionState session) {
        long limit = core.setup.clinical().map(c -> c.siteTime().toNanos()).orElse(Long.MAX_VALUE);
        long now = core.time.nanos();
        for (Job job : List.copyOf(session.jobs.values())) {
            SiteWork work = job.site;
            if (work != null && work.phase != SitePhase.STORING && now - work.acceptedNanos >= limit) {
                fail(
                        work,
                        new JobEvent.Failure(
                                ErrorCode.TIMED_OUT,
                                "job",
                                "the site of job " + job.id + " was not found within "
                                        + limit / 1_000_000_000L
                                        + " s: ask again when the server is less busy, or raise clinical.site-timeout"));
            }
        }
    }

    /** Ends all of a session because of {@code reason}; what is being written is let be. */
    void endAll(SessionState session, JobEvent.Failure reason, boolean runningToo) {
        session.allJobs().forEach(job -> {
            SiteWork work = job.site;
            if (work != null && (work.phase == SitePhase.QUEUED || (runningToo && work.phase != SitePhase.STORING))) {
                fail(work, reason);
            }
        });
    }

    /** No search that may still give an answer. */
    boolean isIdle() {
        return running.stream().allMatch(work -> work.over);
    }
}
