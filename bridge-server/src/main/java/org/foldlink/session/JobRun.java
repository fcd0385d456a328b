package org.foldlink.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.foldlink.inference.Segmentation;
import org.foldlink.inference.SegmentationException;
import org.foldlink.inference.SegmentationListener;
import org.foldlink.inference.SegmentationRequest;
import org.foldlink.surface.Mesh;
import org.foldlink.volume.Volume;

/**
 * One run on one of the executor's threads. Whatever the engine throws fails this job alone. While the process ends, the engine's own
 * shutdown may come before ours and make sound models fail: the job then failed because of that.
 */
final class JobRun {

    private static final Set<ResultKind> MEASURED =
            EnumSet.of(ResultKind.BOXES, ResultKind.BOX, ResultKind.CENTRES, ResultKind.RESULT);

    private final Core core;
    private final Lifecycle lifecycle;
    private final Results results;
    private final Job job;

    JobRun(Core core, Lifecycle lifecycle, Results results, Job job) {
        this.core = core;
        this.lifecycle = lifecycle;
        this.results = results;
        this.job = job;
    }

    void run() {
        try {
            SegmentationRequest request = core.locked(() -> Objects.requireNonNull(job.request));
            Runnable publish = switch (job.model.task()) {
                case SEGMENTATION -> segment(request);
                case CLASSIFICATION -> classify(request);
            };
            core.run(() -> lifecycle.complete(job, publish));
        } catch (CancelledException e) {
            core.run(() -> lifecycle.cancelled(job));
        } catch (SegmentationException e) {
            fail(code(e.code()), e.field(), String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            core.log.broken("a run", e);
            fail(
                    ErrorCode.OUT_OF_MEMORY,
                    "memory",
                    "the run used up the server's memory (" + Texts.bytes(job.runBytes)
                            + " were expected): choose a smaller region, or give the server more memory");
        } catch (Throwable e) {
            core.log.broken("a run", e);
            fail(
                    ErrorCode.RUNTIME,
                    "job",
                    "the run of job " + job.id + " failed in the engine ("
                            + e.getClass().getSimpleName()
                            + "): the server goes on and its log says more; run again or choose another model");
        }
    }

    /** @return publishes the result, to be called under the lock */
    private Runnable segment(SegmentationRequest request) throws SegmentationException, CancelledException {
        Segmentation segmentation = core.setup.segmenter().segment(request, listener(), job.token);
        Findings findings = measure(segmentation, request.channels());
        Map<Integer, Mesh> surfaces = surfaces(segmentation);
        return () -> results.publish(job, segmentation, findings, surfaces);
    }

    private Runnable classify(SegmentationRequest request) throws SegmentationException, CancelledException {
        Classification answer = core.setup.classifier().classify(request, listener(), job.token);
        return () -> results.publish(job, answer);
    }

    private Findings measure(Segmentation segmentation, List<Volume> inputs) throws CancelledException {
        if (MEASURED.stream().noneMatch(job::wants)) {
            return Findings.NONE;
        }
        job.token.throwIfCancelled();
        return core.setup.measurer().measure(segmentation.labels(), job.model, inputs, segmentation.foldAgreement());
    }

    private Map<Integer, Mesh> surfaces(Segmentation segmentation) throws CancelledException {
        if (!job.wants(ResultKind.SURFACES)) {
            return Map.of();
        }
        job.token.throwIfCancelled();
        return SurfaceMaker.make(segmentation.labels(), job.model, job.options);
    }

    private void fail(ErrorCode code, String field, String message) {
        core.run(() -> lifecycle.fail(
                job,
                core.shuttingDown && code != ErrorCode.BAD_INPUT
                        ? new JobEvent.Failure(ErrorCode.SHUTTING_DOWN, "server", Texts.SHUTTING_DOWN)
                        : new JobEvent.Failure(code, field, message)));
    }

    private static ErrorCode code(SegmentationException.Code code) {
        return switch (code) {
            case BAD_INPUT -> ErrorCode.BAD_INPUT;
            case BAD_MODEL -> ErrorCode.BAD_MODEL;
            case OUT_OF_MEMORY -> ErrorCode.OUT_OF_MEMORY;
            case RUNTIME -> ErrorCode.RUNTIME;
        };
    }

    private SegmentationListener listener() {
        return new SegmentationListener() {
            @Override
            public void progress(Progress progress) {
                core.run(() -> lifecycle.progress(job, progress));
            }

            @Override
            public void preview(Preview preview) {
                core.run(() -> lifecycle.preview(job, preview));
            }
        };
    }
}
