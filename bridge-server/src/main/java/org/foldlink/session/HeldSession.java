package org.foldlink.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.models.Task;

/** The session's front: one line a request, the work is the handlers'. */
final class HeldSession implements Session {

    private final Parts parts;
    private final SessionState state;

    /** The bridge's parts that sessions use. */
    record Parts(
            Core core,
            Deliveries deliveries,
            Lifecycle lifecycle,
            Results results,
            InputWaits waits,
            PlainTriggers triggers,
            SessionRegistry registry,
            SegmentHandler segment,
            CheckHandler check,
            Sites sites,
            Optional<Clinical> clinical) {}

    /** The parts of a bridge that has the clinical side. */
    record Clinical(SiteHandler site, ReferralHandler referral) {}

    HeldSession(Parts parts, SessionState state) {
        this.parts = parts;
        this.state = state;
    }

    @Override
    public String hash() {
        return state.hash;
    }

    @Override
    public void detach(Outbox outbox) {
        parts.core.run(() -> parts.registry.detach(state, outbox));
    }

    @Override
    public ImageIntake arriving(String device) throws RequestException {
        return arriving(device, Optional.empty());
    }

    ImageIntake arriving(String device, Optional<PlainTriggers.Trigger> trigger) throws RequestException {
        return parts.core.locked(() -> {
            parts.core.ensureOpen(state);
            ensureNotAResult(device);
            return new Intake(parts.core, state, parts.waits, parts.triggers, device, trigger);
        });
    }

    private void ensureNotAResult(String device) throws RequestException {
        int dot = device.indexOf('.');
        if (dot > 0 && state.jobs.containsKey(device.substring(0, dot))) {
            throw new RequestException(
                    ErrorCode.BAD_DEVICE,
                    "image",
                    "the image " + Texts.shown(device) + " has the name of a result of job " + device.substring(0, dot)
                            + " (expected another name): rename it or release the job");
        }
    }

    @Override
    public CheckReport check(String model, Map<String, String> inputs, SegmentOptions options) throws RequestException {
        return parts.check.handle(state, model, inputs, options);
    }

    @Override
    public Accepted segment(SegmentRequest request) throws RequestException {
        return parts.segment.handle(state, request, Task.SEGMENTATION);
    }

    @Override
    public Accepted classify(SegmentRequest request) throws RequestException {
        return parts.segment.handle(state, request, Task.CLASSIFICATION);
    }

    @Override
    public SiteAccepted site(SiteRequest request) throws RequestException {
        return clinical().site().handle(state, request);
    }

    @Override
    public ReferralAnswer referral(ReferralRequest request) throws RequestException {
        return clinical().referral().handle(state, request);
    }

    private Clinical clinical() {
        return parts.clinical.orElseThrow(
                () -> new IllegalStateException("a bridge without the clinical side was asked for a site"));
    }

    @Override
    public CancelOutcome cancel(String job) throws RequestException {
        return parts.core.locked(() -> {
            Job over = state.jobs.get(job);
            if (over != null && over.site != null) {
                return parts.sites.cancel(over.site);
            }
            Job found = state.jobs.containsKey(job) ? null : state.collecting.get(job);
            CancelOutcome outcome = parts.lifecycle.cancel(found == null ? job(job) : found);
            parts.triggers.drop(state, job);
            return outcome;
        });
    }

    @Override
    public List<JobSummary> jobs() {
        return parts.core.locked(() -> state.allJobs()
                .filter(job -> job == state.jobs.getOrDefault(job.id, job))
                .map(this::summary)
                .toList());
    }

    private JobSummary summary(Job job) {
        return new JobSummary(
                job.id,
                job.model.id(),
                job.state,
                Optional.ofNullable(job.progress),
                parts.lifecycle.dispatcher.place(job),
                Optional.ofNullable(job.failure).map(JobEvent.Failure::code));
    }

    @Override
    public int resend(String job) throws RequestException {
        return parts.core.locked(() -> parts.deliveries.resend(job(job)));
    }

    @Override
    public void releaseJob(String job) throws RequestException {
        parts.core.run(() -> {
            Job found = job(job);
            if (!found.state.isOver()) {
                throw new RequestException(
                        ErrorCode.JOB_RUNNING,
                        "job",
                        "job " + found.id + " is " + found.state.wire()
                                + " (expected a job that is over): cancel it first");
            }
            if (!found.isIdle()) {
                throw new RequestException(
                        ErrorCode.JOB_RUNNING,
                        "job",
                        "the site of job " + found.id
                                + " is being found (expected a job that is over): cancel it first");
            }
            parts.results.forget(found);
        });
    }

    private Job job(String id) throws RequestException {
        parts.core.ensureOpen(state);
        Job job = state.jobs.get(id);
        if (job == null) {
            throw new RequestException(
                    ErrorCode.UNKNOWN_JOB,
                    "job",
                    "job " + Texts.shown(id) + " is unknown (expected one of this session's jobs): run it again");
        }
        return job;
    }

    @Override
    public void releaseImage(String device) throws RequestException {
        parts.core.run(() -> {
            parts.core.ensureOpen(state);
            if (!state.images.drop(device)) {
                throw new RequestException(
                        ErrorCode.UNKNOWN_DEVICE,
                        "device",
                        "no image " + Texts.shown(device) + " is held (expected one that this session sent)");
            }
        });
    }

    @Override
    public List<ImageInfo> images() {
        return parts.core.locked(
                () -> state.images.list().stream().map(image -> image.info).toList());
    }

    @Override
    public Optional<HeldImage> image(String device) {
        return parts.core.locked(
                () -> Optional.ofNullable(state.images.use(device)).map(StoredImage::held));
    }

    @Override
    public List<LabelmapInfo> labelmaps() {
        return parts.core.locked(() -> state.jobs.values().stream()
                .flatMap(job -> job.held.values().stream())
                .filter(JobEvent.Labels.class::isInstance)
                .map(event -> labelmap((JobEvent.Labels) event))
                .toList());
    }

    private static LabelmapInfo labelmap(JobEvent.Labels event) {
        return new LabelmapInfo(
                event.job(),
                event.device(),
                event.volume().grid(),
                event.stamp().timestamp(),
                event.labels(),
                event.stamp().isFinal());
    }

    @Override
    public Optional<JobEvent> result(String device) {
        return parts.core.locked(() -> state.jobs.values().stream()
                .flatMap(job -> job.held.values().stream())
                .filter(event -> event.device().equals(device))
                .findFirst());
    }
}
