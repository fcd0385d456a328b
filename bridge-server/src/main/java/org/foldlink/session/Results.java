package org.foldlink.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Segmentation;
import org.foldlink.models.Label;
import org.foldlink.surface.Mesh;
import org.foldlink.volume.Volume;

/** The final results of jobs and the memory that they are held in. All methods are called under the bridge's lock. */
final class Results {

    private final Core core;
    private final Deliveries deliveries;

    Results(Core core, Deliveries deliveries) {
        this.core = core;
        this.deliveries = deliveries;
    }

    /** Delivers and holds what the job was asked for, the document last. */
    void publish(Job job, Segmentation segmentation, Findings findings, Map<Integer, Mesh> surfaces) {
        List<Structure> structures = findings.structures();
        int folds = segmentation.provenance().folds().size();
        job.foldsDone = folds;
        job.foldsRun = segmentation.provenance().folds();
        List<ResultDocument.DeviceRevision> devices = new ArrayList<>();
        long bytes = 0;
        if (job.wants(ResultKind.LABELS)) {
            Volume labels = segmentation.labels();
            bytes += labels.voxels().byteCount();
            publish(job, folds, devices, stamp -> new JobEvent.Labels(stamp, labels, job.model.labels()));
        }
        if (job.wants(ResultKind.DOUBT) && segmentation.doubt().isPresent()) {
            Volume doubt = segmentation.doubt().get();
            bytes += doubt.voxels().byteCount();
            publish(job, folds, devices, stamp -> new JobEvent.Doubt(stamp, doubt));
        }
        if (job.wants(ResultKind.PROBABILITIES)) {
            for (Map.Entry<Integer, Volume> e : segmentation.probabilities().entrySet()) {
                int value = e.getKey();
                Volume probability = e.getValue();
                bytes += probability.voxels().byteCount();
                publish(job, folds, devices, stamp -> new JobEvent.Probability(stamp, value, probability));
            }
        }
        bytes += surfaces.values().stream().mapToLong(Mesh::byteCount).sum();
        hold(job, bytes);
        if (job.wants(ResultKind.BOXES)) {
            publish(
                    job,
                    folds,
                    devices,
                    stamp -> new JobEvent.Boxes(
                            stamp,
                            structures.stream()
                                    .map(s -> new JobEvent.LabelledBox(s.label(), s.box()))
                                    .toList()));
        }
        if (job.wants(ResultKind.BOX)) {
            for (Structure s : structures) {
                JobEvent.LabelledBox box = new JobEvent.LabelledBox(s.label(), s.box());
                publish(job, folds, devices, stamp -> new JobEvent.StructureBox(stamp, box));
            }
        }
        if (job.wants(ResultKind.CENTRES)) {
            publish(
                    job,
                    folds,
                    devices,
                    stamp -> new JobEvent.Centres(
                            stamp,
                            structures.stream()
                                    .map(s -> new JobEvent.LabelledCentre(s.label(), s.centre()))
                                    .toList()));
        }
        for (Label label : job.model.labels()) {
            Mesh mesh = surfaces.get(label.value());
            if (mesh != null) {
                publish(job, folds, devices, stamp -> new JobEvent.Surface(stamp, label, mesh));
            }
        }
        if (job.wants(ResultKind.RESULT)) {
            ResultDocument document = document(job, segmentation, findings, devices);
            deliveries.holdAndSend(
                    job, deliveries.stamped(job, folds, true, stamp -> new JobEvent.Result(stamp, document)));
        }
    }

    private void publish(
            Job job, int folds, List<ResultDocument.DeviceRevision> devices, Function<JobEvent.Stamp, JobEvent> make) {
        JobEvent event = deliveries.stamped(job, folds, true, make);
        devices.add(
                new ResultDocument.DeviceRevision(event.device(), event.stamp().revision()));
        deliveries.holdAndSend(job, event);
    }

    private ResultDocument document(
            Job job, Segmentation segmentation, Findings findings, List<ResultDocument.DeviceRevision> devices) {
        Set<Integer> found = new HashSet<>();
        findings.structures().forEach(structure -> found.add(structure.label().value()));
        List<String> absent = job.model.labels().stream()
                .filter(label -> !found.contains(label.value()))
                .map(Label::name)
                .toList();
        return new ResultDocument(
                job.id,
                findings.structures(),
                absent,
                segmentation.provenance(),
                segmentation.secondsByPhase(),
                core.setup.softwareVersion(),
                ResultDocument.NOTICE,
                devices,
                findings.lesions());
    }

    /** Delivers and holds a class; it takes no memory worth counting. */
    void publish(Job job, Classification answer) {
        int folds = answer.folds().size();
        job.foldsDone = folds;
        if (job.wants(ResultKind.RESULT)) {
            ClassificationDocument document =
                    new ClassificationDocument(job.id, answer, core.setup.softwareVersion(), ResultDocument.NOTICE);
            deliveries.holdAndSend(
                    job, deliveries.stamped(job, folds, true, stamp -> new JobEvent.ClassResult(stamp, document)));
        }
    }

    /** Makes room for a job's results; the session's oldest results that were delivered go for it. False if there is none. */
    boolean reserve(Job job, long bytes) {
        SessionState session = job.session;
        while (!session.results.fits(bytes) || !core.results.fits(bytes)) {
            Job oldest = session.jobs.values().stream()
                    .filter(other -> other.isIdle() && other.delivered && other.resultBytes > 0)
                    .findFirst()
                    .orElse(null);
            if (oldest == null) {
                return false;
            }
            forget(oldest);
        }
        hold(job, bytes);
        return true;
    }

    private void hold(Job job, long bytes) {
        job.session.results.give(job.resultBytes);
        core.results.give(job.resultBytes);
        job.session.results.take(bytes);
        core.results.take(bytes);
        job.resultBytes = bytes;
    }

    void free(Job job) {
        job.held.clear();
        hold(job, 0);
    }

    /** Frees a finished job; its id is unknown from now on. */
    void forget(Job job) {
        free(job);
        job.session.jobs.remove(job.id, job);
    }
}
