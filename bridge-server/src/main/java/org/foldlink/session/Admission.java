package org.foldlink.session;

import java.util.List;
import java.util.Optional;
import org.foldlink.inference.Classifier;
import org.foldlink.inference.Finding;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.inference.Segmenter;
import org.foldlink.volume.Volume;
import org.jspecify.annotations.Nullable;

/** Takes a job whose inputs are all there into the queue, after its check. */
final class Admission {

    private final Core core;
    private final Lifecycle lifecycle;
    private final Results results;
    private final Succession succession;

    Admission(Core core, Lifecycle lifecycle, Results results) {
        this.core = core;
        this.lifecycle = lifecycle;
        this.results = results;
        this.succession = new Succession(lifecycle, results, this);
        lifecycle.whenOver(job -> succession.settle(job.session, job.id));
    }

    Succession succession() {
        return succession;
    }

    /** What the engine says of a request. */
    record Opinion(List<Finding> findings, long bytes) {}

    /** Asks the engine of the model's task; without the lock. */
    Opinion ask(SegmentationRequest request) throws RequestException {
        if (request.options().region().isPresent()) {
            RequestChecks.region(
                    request.options().region().get(), request.channels().get(0).grid());
        }
        Segmenter segmenter = core.setup.segmenter();
        Classifier classifier = core.setup.classifier();
        try {
            return switch (request.model().task()) {
                case SEGMENTATION -> new Opinion(segmenter.check(request), segmenter.estimateBytes(request));
                case CLASSIFICATION -> new Opinion(classifier.check(request), classifier.estimateBytes(request));
            };
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            core.log.broken("a check", e);
            throw new RequestException(
                    ErrorCode.RUNTIME,
                    "model",
                    "the check of the inputs failed in the engine ("
                            + e.getClass().getSimpleName() + "): the server's log says more; choose another model");
        }
    }

    /** Checks and queues a job; without the lock. The caller has set {@link Job#checking}. */
    void admit(Job job) throws RequestException {
        try {
            Optional<SegmentationRequest> request = core.locked(() -> request(job));
            if (request.isEmpty()) {
                return;
            }
            Opinion opinion = ask(request.get());
            RequestChecks.refuse(opinion.findings());
            RequestChecks.memory(opinion.bytes(), core.limits.runBytes());
            core.run(() -> enqueue(job, request.get(), opinion));
        } finally {
            core.run(() -> job.checking = false);
        }
    }

    /** Empty if the job was cancelled meanwhile. */
    private static Optional<SegmentationRequest> request(Job job) {
        return job.state.isOver()
                ? Optional.empty()
                : Optional.of(new SegmentationRequest(job.model, job.volumes(), job.options.toEngine()));
    }

    private void enqueue(Job job, SegmentationRequest request, Opinion opinion) throws RequestException {
        if (job.state.isOver()) {
            return;
        }
        core.ensureRunning();
        ensureRoomInQueue();
        releaseBefore(job);
        long bytes = resultBytes(job);
        if (!results.reserve(job, bytes)) {
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "job",
                    "the results of job " + job.id + " need " + Texts.bytes(bytes) + " and this session holds "
                            + Texts.bytes(job.session.results.used()) + " of "
                            + Texts.bytes(job.session.results.limit()) + ": release a job");
        }
        job.request = request;
        job.warnings = opinion.findings();
        job.runBytes = opinion.bytes();
        job.checking = false;
        lifecycle.dispatcher.enqueue(job);
        core.log.job("job_queued", job);
        succession.settle(job.session, job.id);
    }

    private void ensureRoomInQueue() throws RequestException {
        int queued = lifecycle.dispatcher.queued();
        if (queued >= core.limits.queued()) {
            throw new RequestException(
                    ErrorCode.OVERFLOW,
                    "job",
                    "the server has " + queued + " jobs waiting (expected fewer than " + core.limits.queued()
                            + "): run again later");
        }
    }

    /** The job that had its id is over and gives way. */
    void releaseBefore(Job job) {
        Job before = job.before;
        if (before != null) {
            results.free(before);
            job.before = null;
        }
    }

    private static long resultBytes(Job job) {
        Volume input = job.volumes().get(0);
        long voxels = input.voxels().count();
        long labels =
                job.wants(ResultKind.LABELS) ? voxels * (job.model.labels().size() < 255 ? 1 : 2) : 0;
        long doubt = job.wants(ResultKind.DOUBT) ? voxels : 0;
        long classes = job.model.labels().size() + 1L;
        long surfaces = job.wants(ResultKind.SURFACES) ? SurfaceMaker.mostBytes(voxels, job.model, job.options) : 0;
        return labels + doubt + surfaces + (job.wants(ResultKind.PROBABILITIES) ? voxels * Float.BYTES * classes : 0);
    }

    /** Checks and queues when the lock is free; a refusal becomes the job's status. Called under the lock. */
    void later(Job job) {
        job.checking = true;
        core.after(() -> {
            RequestException refused = null;
            try {
                admit(job);
            } catch (RequestException e) {
                refused = e;
            }
            endIfRefused(job, refused);
        });
    }

    private void endIfRefused(Job job, @Nullable RequestException refused) {
        if (refused != null) {
            JobEvent.Failure failure = JobEvent.Failure.of(refused);
            core.run(() -> lifecycle.fail(job, failure));
        }
    }
}
