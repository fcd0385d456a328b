package org.foldlink.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.foldlink.atlas.AtlasException;
import org.foldlink.atlas.SiteException;
import org.foldlink.atlas.TumourSite;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.CrossCheck;
import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.StoreException;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.Study;

/** One Site on one of the executor's threads. Whatever goes wrong fails this one alone. */
final class SiteRun {

    private final Core core;
    private final Sites sites;
    private final StoreDesk desk;
    private final SiteWork work;

    SiteRun(Core core, Sites sites, StoreDesk desk, SiteWork work) {
        this.core = core;
        this.sites = sites;
        this.desk = desk;
        this.work = work;
    }

    void run() {
        FutureTask<Boolean> task = new FutureTask<>(this::answer, true);
        try {
            if (core.locked(() -> sites.begin(work, task))) {
                task.run();
            }
        } finally {
            // An interrupt that came late is not for whoever has this thread next.
            boolean unused = Thread.interrupted();
            core.run(() -> sites.returned(work));
        }
    }

    private void answer() {
        try {
            TumourSite site = locate();
            if (!enter(SitePhase.CHECKING)) {
                return;
            }
            SiteDocument document = stored(checked(site));
            core.run(() -> sites.complete(work, document));
            if (document.patient().isEmpty()) {
                note();
            }
        } catch (RequestException e) {
            fail(e.code(), e.field(), e.getMessage());
        } catch (AtlasException e) {
            fail(ErrorCode.BAD_ATLAS, "atlas", String.valueOf(e.getMessage()));
        } catch (SiteException e) {
            fail(ErrorCode.BAD_INPUT, "job", String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            core.log.broken("a site", e);
            fail(
                    ErrorCode.OUT_OF_MEMORY,
                    "memory",
                    "the search for the site used up the server's memory: give the server more, or ask again when it"
                            + " is less busy");
        } catch (Throwable e) {
            core.log.broken("a site", e);
            fail(
                    ErrorCode.RUNTIME,
                    "job",
                    "the search for the site of job " + work.job.id + " failed ("
                            + e.getClass().getSimpleName() + "): the server goes on and its log says more");
        }
    }

    private boolean enter(SitePhase phase) {
        return core.locked(() -> sites.enter(work, phase));
    }

    private void fail(ErrorCode code, String field, String message) {
        core.run(() -> sites.fail(work, new JobEvent.Failure(code, field, message)));
    }

    private TumourSite locate() throws AtlasException, SiteException {
        Optional<FoundSite> before = core.locked(() -> Optional.ofNullable(work.job.found));
        if (before.isPresent() && before.get().isOf(work)) {
            return before.get().site();
        }
        TumourSite site =
                core.setup.clinical().orElseThrow().sites().find(work.image.volume, work.labels.volume(), work.parts);
        core.run(() -> work.job.found =
                new FoundSite(work.image.info, work.labels.stamp().revision(), work.parts, site));
        return site;
    }

    private SiteDocument checked(TumourSite site) throws RequestException {
        SiteDocument.Stored stored = SiteDocument.Stored.NOT_ASKED;
        Optional<SymptomFacts> facts = work.facts;
        if (facts.isEmpty() && work.request.patient().isPresent()) {
            try {
                facts = SiteHandler.read(desk, work.request);
            } catch (RequestException e) {
                if (e.code() != ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                stored = notStored("the patient's symptoms could not be read: ", e);
            }
        }
        Optional<FinalSite> finalSite = facts.map(known ->
                new CrossCheck(known.knowledge()).check(known.observations(), Optional.of(site), known.dominance()));
        return new SiteDocument(
                work.job.id,
                site,
                finalSite,
                work.request.patient(),
                facts.map(SymptomFacts::age).orElse(OptionalInt.empty()),
                work.request.tumour(),
                stored,
                core.locked(this::provenance),
                ResultDocument.NOTICE);
    }

    private SiteDocument.Provenance provenance() {
        Job job = work.job;
        return new SiteDocument.Provenance(
                job.model.id(),
                job.model.version(),
                job.model.hash(),
                job.foldsRun,
                work.channel,
                work.parts,
                core.setup.softwareVersion());
    }

    /** Study and results together, if a patient was named. A database that does not answer costs no result. */
    private SiteDocument stored(SiteDocument document) throws RequestException {
        if (document.patient().isEmpty() || !document.stored().reason().isEmpty()) {
            return document;
        }
        if (!enter(SitePhase.STORING)) {
            return document;
        }
        String patient = document.patient().get();
        Study study = study(patient);
        List<StoredResult> results = SiteJson.results(document, study.id(), core.time.wall());
        try {
            desk.tell(store -> put(store, study, results));
        } catch (RequestException e) {
            return document.with(notStored("", e));
        }
        return document.with(new SiteDocument.Stored(true, true, study.id(), ""));
    }

    /** Nobody's record was touched. A database that does not answer is told to the log: the answer is there all the same. */
    private void note() {
        try {
            desk.tell(store -> store.note("site.find", work.request.actor()));
        } catch (RequestException e) {
            core.log.store("audit_missed", e.code().wire());
        }
    }

    /** The same answer of the same image may be there: an earlier try was written, though nobody heard of it. */
    private void put(ClinicalStore store, Study study, List<StoredResult> results) throws StoreException {
        Actor actor = work.request.actor();
        try {
            store.putStudy(study, results, actor);
        } catch (StoreException e) {
            List<String> held = e.reason() == StoreException.Reason.CONFLICT
                    ? Clinic.record(store, study.patient(), actor).results().stream()
                            .map(StoredResult::id)
                            .toList()
                    : List.of();
            if (!results.stream().allMatch(result -> held.contains(result.id()))) {
                throw e;
            }
        }
    }

    private SiteDocument.Stored notStored(String also, RequestException why) {
        boolean later = why.code() == ErrorCode.UNAVAILABLE;
        return new SiteDocument.Stored(
                true,
                false,
                studyId(),
                also + why.getMessage() + (later ? ". Nothing is lost: send Site again to store it" : ""));
    }

    private Study study(String patient) {
        return new Study(
                studyId(),
                patient,
                Optional.empty(),
                work.job.model.channels().get(0).modality(),
                "Segmented by " + work.job.model.id());
    }

    /** The client's own, or the same for the same image of the same session, and for no other. */
    private String studyId() {
        return work.request.study().orElseGet(() -> {
            ImageInfo image = Objects.requireNonNull(work.image.info);
            String key = work.job.session.hash + '\n' + image.device() + '\n' + image.received();
            return "image-" + SessionState.sha256(key).substring(0, 16);
        });
    }
}
