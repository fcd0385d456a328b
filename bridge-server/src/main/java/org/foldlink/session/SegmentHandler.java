package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.foldlink.inference.Finding;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;

/** Segment and Classify: a new job of a client that commands. */
final class SegmentHandler {

    private final Core core;
    private final Lifecycle lifecycle;
    private final Admission admission;

    SegmentHandler(Core core, Lifecycle lifecycle, Admission admission) {
        this.core = core;
        this.lifecycle = lifecycle;
        this.admission = admission;
    }

    /** @param task that the command stands for */
    Accepted handle(SessionState session, SegmentRequest request, Task task) throws RequestException {
        RequestChecks.jobId(request.job());
        ModelDescriptor model = RequestChecks.model(core.setup.models(), request.model(), task);
        Map<String, String> inputs = RequestChecks.inputs(model, request.inputs());
        RequestChecks.options(model, request.options());
        Job job = core.locked(() -> create(session, request, model, inputs));
        Accepted early = core.locked(() -> accepted(job));
        if (job.checking) {
            try {
                admission.admit(job);
            } catch (RequestException e) {
                core.run(() -> withdraw(job));
                throw e;
            }
        }
        return core.locked(() -> new Accepted(job.id, lifecycle.dispatcher.place(job), early.inputs(), warnings(job)));
    }

    private Job create(SessionState session, SegmentRequest request, ModelDescriptor model, Map<String, String> inputs)
            throws RequestException {
        core.ensureOpen(session);
        core.ensureRunning();
        Job before = session.jobs.get(request.job());
        if (before != null && !before.state.isOver()) {
            throw new RequestException(
                    ErrorCode.JOB_RUNNING,
                    "job",
                    "job " + request.job() + " is " + before.state.wire()
                            + " (expected an id that is free): cancel it or choose another id");
        }
        if (before != null && !before.isIdle()) {
            throw new RequestException(
                    ErrorCode.JOB_RUNNING,
                    "job",
                    "the site of job " + request.job()
                            + " is being found (expected an id that is free): cancel it or choose another id");
        }
        ensureNoInputIsNamedAsAResult(session, request.job(), inputs);
        core.ensureRoomInQueue(session);
        long now = core.time.nanos();
        Job job = new Job(
                session,
                request.job(),
                model,
                request.options(),
                core.limits.inputWait().toNanos(),
                now);
        job.before = before;
        session.jobs.remove(job.id);
        session.jobs.put(job.id, job);
        inputs.forEach((channel, device) -> {
            job.devices.put(channel, device);
            StoredImage image = request.options().after() ? null : session.images.use(device);
            if (image != null) {
                job.setImage(channel, image, now);
            }
        });
        job.checking = job.hasAllInputs();
        if (!job.checking) {
            admission.releaseBefore(job);
            core.log.job("job_waits", job);
        }
        return job;
    }

    /** An IMAGE {@code ab12.labels} of ours would overwrite the client's volume of that name. */
    private static void ensureNoInputIsNamedAsAResult(SessionState session, String job, Map<String, String> inputs)
            throws RequestException {
        List<String> names = new ArrayList<>(inputs.values());
        session.images.list().forEach(image -> names.add(image.info.device()));
        for (String name : names) {
            if (name.startsWith(job + ".")) {
                throw new RequestException(
                        ErrorCode.BAD_JOB,
                        "job",
                        "job = " + job + ": the image " + Texts.shown(name)
                                + " has a name that its results would take (expected another id)");
            }
        }
    }

    private static Accepted accepted(Job job) {
        List<Accepted.Input> inputs = new ArrayList<>();
        job.devices.forEach((channel, device) -> inputs.add(new Accepted.Input(
                channel, device, Optional.ofNullable(job.images.get(channel)).map(image -> image.info))));
        return new Accepted(job.id, 0, inputs, List.of());
    }

    private static List<Finding> warnings(Job job) {
        return job.warnings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARNING)
                .toList();
    }

    /** As if it had never been asked for. */
    private void withdraw(Job job) {
        if (job.state.isOver()) {
            return;
        }
        lifecycle.supersede(job);
        job.session.jobs.remove(job.id, job);
        Job before = job.before;
        if (before != null && !job.session.closed) {
            job.session.jobs.putIfAbsent(before.id, before);
        }
    }
}
