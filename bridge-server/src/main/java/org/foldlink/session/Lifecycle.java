package org.foldlink.session;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.jspecify.annotations.Nullable;

/** What happens to a job once it is accepted: its progress and its end. All methods are called under the bridge's lock. */
final class Lifecycle {

    private final Core core;
    private final Deliveries deliveries;
    private final Results results;
    final Dispatcher dispatcher;
    private Consumer<Job> whenOver = job -> {};

    Lifecycle(Core core, Deliveries deliveries, Results results, Executor executor) {
        this.core = core;
        this.deliveries = deliveries;
        this.results = results;
        this.dispatcher = new Dispatcher(core, executor, job -> new JobRun(core, this, results, job).run());
    }

    void whenOver(Consumer<Job> listener) {
        whenOver = listener;
    }

    // ---- while it runs

    void progress(Job job, Progress progress) {
        if (job.state != JobState.RUNNING) {
            return;
        }
        boolean first = job.progress == null;
        job.progress = progress;
        job.progressUnsent = job.wants(ResultKind.PROGRESS);
        if (first) {
            sendProgress(job);
        } else {
            sendDueProgress(job);
        }
    }

    /** Sends the latest progress if the last one went out long enough ago. */
    void sendDueProgress(Job job) {
        if (core.time.nanos() - job.progressNanos
                >= core.limits.progressInterval().toNanos()) {
            sendProgress(job);
        }
    }

    /** Sends the latest progress, if it has not been sent to whoever is connected now. */
    void sendProgress(Job job) {
        Progress progress = job.progress;
        if (progress == null || !job.progressUnsent || job.session.outbox == null || job.state != JobState.RUNNING) {
            return;
        }
        job.progressUnsent = false;
        job.progressNanos = core.time.nanos();
        deliveries.send(
                job.session,
                deliveries.stamped(job, progress.folds(), false, stamp -> new JobEvent.ProgressEvent(stamp, progress)));
    }

    void preview(Job job, Preview preview) {
        if (job.state != JobState.RUNNING) {
            return;
        }
        job.foldsDone = preview.foldsDone();
        if (job.wants(ResultKind.LABELS)) {
            deliveries.holdAndSend(
                    job,
                    deliveries.stamped(
                            job,
                            preview.folds(),
                            false,
                            stamp -> new JobEvent.Labels(stamp, preview.labels(), job.model.labels())));
        }
    }

    // ---- its end

    /**
     * A result that comes after a Cancel was answered is not one.
     *
     * @param publish hands the results out
     */
    void complete(Job job, Runnable publish) {
        if (job.state == JobState.RUNNING) {
            publish.run();
            finish(job, JobState.DONE, null);
        } else {
            cancelled(job);
        }
    }

    void cancelled(Job job) {
        JobEvent.Failure reason = job.stopReason;
        if (reason == null) {
            reason = new JobEvent.Failure(ErrorCode.CANCELLED, "job", "job " + job.id + " was cancelled");
        }
        boolean wished = reason.code() == ErrorCode.CANCELLED || reason.code() == ErrorCode.SUPERSEDED;
        finish(job, wished ? JobState.CANCELLED : JobState.FAILED, reason);
    }

    void fail(Job job, JobEvent.Failure failure) {
        if (job.state == JobState.CANCELLING) {
            cancelled(job);
        } else {
            finish(job, JobState.FAILED, failure);
        }
    }

    /** Ends a job once; whoever comes second changes nothing. */
    private void finish(Job job, JobState state, JobEvent.@Nullable Failure failure) {
        if (job.state.isOver()) {
            return;
        }
        job.state = state;
        job.failure = failure;
        job.progress = null;
        job.progressUnsent = false;
        job.unpinAll();
        if (failure != null) {
            results.free(job);
        }
        if (job.session.closed || job.superseded) {
            results.free(job);
        } else {
            int folds = Math.max(job.foldsDone, job.options.folds());
            deliveries.holdAndSend(
                    job,
                    deliveries.stamped(
                            job, folds, true, stamp -> new JobEvent.Status(stamp, Optional.ofNullable(failure))));
        }
        job.delivered = job.session.outbox != null;
        if (failure != null && state == JobState.FAILED) {
            core.log.jobFailed(job, failure.code());
        } else {
            core.log.job("job_" + state.wire(), job);
        }
        trim(job.session);
        dispatcher.remove(job);
        whenOver.accept(job);
    }

    // ---- told to stop

    CancelOutcome cancel(Job job) {
        switch (job.state) {
            case WAITING, QUEUED -> {
                cancelled(job);
                return CancelOutcome.CANCELLED_BEFORE_RUN;
            }
            case RUNNING -> {
                stop(job);
                return CancelOutcome.STOPPED;
            }
            case CANCELLING -> {
                return CancelOutcome.STOPPED;
            }
            case DONE, FAILED, CANCELLED -> {
                return CancelOutcome.ALREADY_DONE;
            }
        }
        throw new AssertionError(job.state);
    }

    /** Stops a running job; it is over when its run returns. */
    void stop(Job job) {
        job.state = JobState.CANCELLING;
        core.after(job.token::cancel);
    }

    /** Ends a job in favour of a newer one of its id, without a status. */
    void supersede(Job job) {
        job.superseded = true;
        job.stopReason =
                new JobEvent.Failure(ErrorCode.SUPERSEDED, "job", "a newer one took the place of job " + job.id);
        if (job.state == JobState.RUNNING) {
            job.stoppedForNewer = true;
            stop(job);
        } else if (job.state == JobState.WAITING || job.state == JobState.QUEUED) {
            cancelled(job);
        }
    }

    /** Ends every job of a session because of {@code reason}; running ones as soon as they stop. */
    void endAll(SessionState session, JobEvent.Failure reason, boolean runningToo) {
        session.allJobs().forEach(job -> {
            if (job.state == JobState.WAITING || job.state == JobState.QUEUED) {
                job.stopReason = reason;
                cancelled(job);
            } else if (runningToo && job.state == JobState.RUNNING) {
                job.stopReason = reason;
                stop(job);
            }
        });
    }

    private void trim(SessionState session) {
        while (session.jobs.size() > core.limits.jobsPerSession()) {
            Job oldest = session.jobs.values().stream()
                    .filter(Job::isIdle)
                    .findFirst()
                    .orElse(null);
            if (oldest == null) {
                return;
            }
            results.forget(oldest);
        }
    }
}
