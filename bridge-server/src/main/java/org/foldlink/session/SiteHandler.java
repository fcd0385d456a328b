package org.foldlink.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.Knowledge;
import org.foldlink.clinical.Observation;
import org.foldlink.models.Task;

/** Site: where the tumour of a finished job lies, and what the symptoms say of it. */
final class SiteHandler {

    private final Core core;
    private final Sites sites;
    private final StoreDesk desk;

    SiteHandler(Core core, Sites sites, StoreDesk desk) {
        this.core = core;
        this.sites = sites;
        this.desk = desk;
    }

    SiteAccepted handle(SessionState session, SiteRequest request) throws RequestException {
        if (request.patient().isPresent()
                && (!request.symptoms().isEmpty() || request.dominance().isPresent())) {
            String field = request.symptoms().isEmpty() ? "dominance" : "symptoms";
            throw new RequestException(
                    ErrorCode.BAD_FIELD,
                    field,
                    field + " beside a patient (expected one of the two): the patient's own count, which Patient and"
                            + " Symptoms record");
        }
        // Refused before the database is asked, and looked at again afterwards.
        SiteWork first = core.locked(() -> prepare(session, request, Optional.empty()));
        List<String> warnings = new ArrayList<>();
        Optional<SymptomFacts> facts = facts(request, warnings);
        return core.locked(() -> {
            SiteWork work = prepare(session, request, facts);
            int place = sites.enqueue(work);
            return new SiteAccepted(work.job.id, place, first.channel, work.image.info.device(), work.parts, warnings);
        });
    }

    /** Of a patient whose database does not answer now: none, and a warning. The search tries again. */
    private Optional<SymptomFacts> facts(SiteRequest request, List<String> warnings) throws RequestException {
        try {
            return read(desk, request);
        } catch (RequestException e) {
            if (request.patient().isEmpty() || e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            warnings.add(e.getMessage());
            return Optional.empty();
        }
    }

    /** What the database knows that the request needs; empty where it needs nothing of it. */
    static Optional<SymptomFacts> read(StoreDesk desk, SiteRequest request) throws RequestException {
        if (request.patient().isPresent()) {
            return Optional.of(
                    desk.ask(store -> Clinic.facts(store, request.patient().get(), request.actor())));
        }
        if (request.symptoms().isEmpty()) {
            return Optional.empty();
        }
        Knowledge knowledge = desk.ask(store -> store.knowledge());
        List<Observation> observations = Clinic.resolve(knowledge, request.symptoms(), "symptoms");
        return Optional.of(new SymptomFacts(
                knowledge, observations, request.dominance().orElse(Dominance.UNKNOWN), OptionalInt.empty()));
    }

    private SiteWork prepare(SessionState session, SiteRequest request, Optional<SymptomFacts> facts)
            throws RequestException {
        core.ensureOpen(session);
        core.ensureRunning();
        Job job = finished(session, request.job());
        if (job.site != null) {
            throw new RequestException(
                    ErrorCode.JOB_RUNNING,
                    "job",
                    "the site of job " + job.id + " is being found (expected a job without): wait for it or cancel it");
        }
        JobEvent.Labels labels = labels(job);
        SortedMap<Integer, String> parts = SiteParts.parts(job.model, request.parts());
        String asked = request.image().orElseGet(() -> SiteParts.channel(job.model));
        Optional<String> channel = Optional.of(asked).filter(job.devices::containsKey);
        StoredImage image = image(session, job, asked, channel, labels);
        sites.ensureRoom();
        return new SiteWork(job, request, image, channel, labels, parts, facts, core.time.nanos());
    }

    private static Job finished(SessionState session, String id) throws RequestException {
        Job job = session.jobs.get(id);
        if (job == null) {
            throw new RequestException(
                    ErrorCode.UNKNOWN_JOB,
                    "job",
                    "job " + Texts.shown(id) + " is unknown (expected one of this session's jobs): run it again");
        }
        if (job.model.task() != Task.SEGMENTATION) {
            throw new RequestException(
                    ErrorCode.BAD_JOB,
                    "job",
                    "job " + job.id + " is a Classify (expected a Segment): it has no labels");
        }
        if (!job.state.isOver()) {
            throw new RequestException(
                    ErrorCode.JOB_RUNNING,
                    "job",
                    "job " + job.id + " is " + job.state.wire()
                            + " (expected a job that is done): wait for its status");
        }
        if (job.state != JobState.DONE) {
            throw new RequestException(
                    ErrorCode.BAD_JOB,
                    "job",
                    "job " + job.id + " is " + job.state.wire() + " (expected a job that is done): run it again");
        }
        return job;
    }

    private static JobEvent.Labels labels(Job job) throws RequestException {
        if (job.held.get(ResultKind.LABELS.device(job.id)) instanceof JobEvent.Labels labels) {
            return labels;
        }
        throw new RequestException(
                ErrorCode.BAD_JOB,
                "job",
                "job " + job.id + " holds no labels (expected a job with the result labels): run it again with them");
    }

    private static StoredImage image(
            SessionState session, Job job, String asked, Optional<String> channel, JobEvent.Labels labels)
            throws RequestException {
        StoredImage image = session.images.use(
                channel.map(c -> Objects.requireNonNull(job.devices.get(c))).orElse(asked));
        if (image == null) {
            throw new RequestException(
                    ErrorCode.UNKNOWN_DEVICE,
                    "image",
                    "no image " + Texts.shown(asked) + " is held (expected one of the channels "
                            + Texts.list(job.devices.keySet()) + ", or the name of an image that this session sent)");
        }
        if (channel.isPresent() && !image.info.equals(job.inputs.get(channel.get()))) {
            throw new RequestException(
                    ErrorCode.BAD_INPUT,
                    "image",
                    "the image of channel " + channel.get() + " is newer than job " + job.id
                            + " (expected the one that was segmented): segment the new one");
        }
        if (!image.info.grid().matches(labels.volume().grid(), GRID_MM)) {
            throw new RequestException(
                    ErrorCode.GRIDS_DIFFER,
                    "image",
                    "the image " + Texts.shown(asked) + " has another grid than the labels of job " + job.id
                            + " (expected the same size, spacing, axes and origin): resample it, or name a channel");
        }
        return image;
    }

    private static final double GRID_MM = 0.01;
}
