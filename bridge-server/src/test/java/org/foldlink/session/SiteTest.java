package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foldlink.clinical.AuditEntry;
import org.foldlink.clinical.BodySide;
import org.foldlink.clinical.Dominance;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.TroubledStore;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SiteTest {

    private final ClinicalRig rig = new ClinicalRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String field, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.field()).isEqualTo(field);
                })
                .hasMessage(message);
    }

    // ---- the answer

    @Test
    void itIsAcceptedAtOnceAndTheAnswerComesLater() throws Exception {
        Session session = rig.withJob();
        SiteAccepted accepted = session.site(ClinicalRig.site("j"));
        assertThat(accepted.place()).isZero();
        assertThat(accepted.channel()).contains("T1");
        assertThat(accepted.device()).isEqualTo("t1");
        assertThat(accepted.parts()).isEqualTo(Map.of(1, "necrosis", 2, "edema"));
        assertThat(accepted.warnings()).isEmpty();
        assertThat(rig.outbox.events()).isEmpty();

        rig.executor.runAll();

        assertThat(rig.outbox.of(JobEvent.SiteProgress.class).stream().map(JobEvent.SiteProgress::phase))
                .containsExactly(SitePhase.LOCATING, SitePhase.CHECKING);
        SiteDocument document = rig.documents().get(0);
        assertThat(document.job()).isEqualTo("j");
        assertThat(document.site().components()).hasSize(1);
        assertThat(document.finalSite()).isEmpty();
        assertThat(document.stored()).isEqualTo(SiteDocument.Stored.NOT_ASKED);
        assertThat(document.provenance())
                .isEqualTo(new SiteDocument.Provenance(
                        "brats",
                        "1",
                        "hash",
                        List.of(0, 1),
                        Optional.of("T1"),
                        new TreeMap<>(Map.of(1, "necrosis", 2, "edema")),
                        "0.1.0"));
        assertThat(document.notice()).isEqualTo("Not for clinical use.");
        assertThat(rig.outbox.devices()).containsExactly("j.progress", "j.progress", "j.site");
        assertThat(rig.store.audit(1)).extracting(AuditEntry::action).containsExactly("site.find");
    }

    @Test
    void aSiteOfNobodyIsAnsweredThoughTheAuditTrailCannotBeWritten() throws Exception {
        rig.trouble.down();
        rig.withJob().site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(rig.documents().get(0).stored()).isEqualTo(SiteDocument.Stored.NOT_ASKED);
        assertThat(rig.outbox.devices()).containsExactly("j.progress", "j.progress", "j.site");
    }

    @Test
    void imageAndPartsMayBeNamed() throws Exception {
        Session session = rig.withJob();
        session.put("other", Rig.volume(), 5);
        session.site(with(Optional.of("other"), Map.of(3, "brain")));
        rig.executor.runAll();
        assertThat(rig.asked.get(0).parts()).isEqualTo(Map.of(3, "brain"));
        assertThat(rig.asked.get(0).image())
                .isSameAs(session.image("other").orElseThrow().volume());
        assertThat(rig.documents().get(0).provenance().channel()).isEmpty();
        session.site(with(Optional.of("FLAIR"), Map.of()));
        rig.executor.runAll();
        assertThat(rig.asked.get(1).image())
                .isSameAs(session.image("flair").orElseThrow().volume());
    }

    private static SiteRequest with(Optional<String> image, Map<Integer, String> parts) {
        return new SiteRequest(
                "j",
                image,
                new TreeMap<>(parts),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ClinicalRig.ALICE);
    }

    @Test
    void symptomsWithoutAPatientAreComparedAndNothingIsStored() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.siteWith("j", ClinicalRig.symptom("Brachial monoparesis", BodySide.RIGHT)));
        rig.executor.runAll();
        SiteDocument document = rig.documents().get(0);
        assertThat(document.finalSite()).isPresent();
        assertThat(document.stored().asked()).isFalse();
        assertThat(rig.store.patients("", 10, ClinicalRig.ALICE)).isEmpty();
    }

    @Test
    void ofAPatientStudyAndResultsAreStoredTogether() throws Exception {
        Session session = rig.withJob();
        rig.clinic().putPatient(ClinicalRig.patient("P1"), ClinicalRig.ALICE);
        rig.clinic().putSymptom("P1", ClinicalRig.symptom("arm_weakness", BodySide.RIGHT), ClinicalRig.ALICE);
        session.site(ClinicalRig.siteOf("j", "P1"));
        rig.executor.runAll();
        SiteDocument document = rig.documents().get(0);
        assertThat(document.finalSite()).isPresent();
        assertThat(document.age()).hasValue(54);
        assertThat(document.stored().done()).isTrue();
        assertThat(document.stored().reason()).isEmpty();
        PatientRecord record = rig.store.patient("P1", ClinicalRig.ALICE).orElseThrow();
        assertThat(record.studies()).hasSize(1);
        assertThat(record.studies().get(0).id()).isEqualTo(document.stored().study());
        assertThat(record.results()).extracting(StoredResult::kind).containsExactlyInAnyOrder("site", "cross-check");
        assertThat(record.results())
                .allSatisfy(r -> assertThat(r.document())
                        .contains("\"provenance\":{\"model\":\"brats\"")
                        .contains("\"tumour\":\"glioma\"")
                        .contains("Not for clinical use.")
                        .doesNotContain("t1ce"));
        assertThat(rig.outbox.of(JobEvent.SiteProgress.class).stream().map(JobEvent.SiteProgress::phase))
                .containsExactly(SitePhase.LOCATING, SitePhase.CHECKING, SitePhase.STORING);
    }

    @Test
    void askedAgainItIsStoredOnceAndTheImageIsNotRegisteredAgain() throws Exception {
        Session session = rig.withJob();
        rig.clinic().putPatient(ClinicalRig.patient("P1"), ClinicalRig.ALICE);
        for (int n = 0; n < 2; n++) {
            session.site(ClinicalRig.siteOf("j", "P1"));
            rig.executor.runAll();
        }
        assertThat(rig.asked).hasSize(1);
        assertThat(rig.documents()).hasSize(2).allMatch(d -> d.stored().done());
        PatientRecord record = rig.store.patient("P1", ClinicalRig.ALICE).orElseThrow();
        assertThat(record.studies()).hasSize(1);
        assertThat(record.results()).hasSize(2);
        rig.clinic().putSymptom("P1", ClinicalRig.symptom("headache", BodySide.UNKNOWN), ClinicalRig.ALICE);
        session.site(with(Optional.of("FLAIR"), Map.of()));
        rig.executor.runAll();
        assertThat(rig.asked).hasSize(2);
    }

    @Test
    void aStudyOfAnotherPatientIsNotTakenForStored() throws Exception {
        Session session = rig.withJob();
        for (String id : List.of("P1", "P2")) {
            rig.clinic().putPatient(ClinicalRig.patient(id), ClinicalRig.ALICE);
            session.site(ClinicalRig.siteOf("j", id));
            rig.executor.runAll();
        }
        SiteDocument.Stored stored = rig.documents().get(1).stored();
        assertThat(stored.done()).isFalse();
        assertThat(stored.reason()).contains("study").doesNotContain("Nothing is lost");
        assertThat(rig.store.patient("P2", ClinicalRig.ALICE).orElseThrow().studies())
                .isEmpty();
    }

    // ---- the database goes away

    @Test
    void aDatabaseThatIsDownWhenItIsStoredCostsNoResult() throws Exception {
        Session session = rig.withJob();
        rig.clinic().putPatient(ClinicalRig.patient("P1"), ClinicalRig.ALICE);
        rig.trouble.downFor("putStudy");
        session.site(ClinicalRig.siteOf("j", "P1"));
        rig.executor.runAll();
        SiteDocument document = rig.documents().get(0);
        assertThat(document.finalSite()).isPresent();
        assertThat(document.stored().done()).isFalse();
        assertThat(document.stored().reason())
                .isEqualTo(TroubledStore.DOWN + ". Nothing is lost: send Site again to store it");
        assertThat(session.result("j.site")).isPresent();

        rig.trouble.up();
        session.site(ClinicalRig.siteOf("j", "P1"));
        rig.executor.runAll();
        assertThat(rig.documents().get(1).stored().done()).isTrue();
        assertThat(rig.asked).hasSize(1);
        assertThat(rig.store.patient("P1", ClinicalRig.ALICE).orElseThrow().results())
                .hasSize(2);
    }

    @Test
    void aDatabaseThatIsDownFromTheStartCostsTheSymptomsAlone() throws Exception {
        Session session = rig.withJob();
        rig.trouble.down();
        SiteAccepted accepted = session.site(ClinicalRig.siteOf("j", "P1"));
        assertThat(accepted.warnings()).containsExactly(TroubledStore.DOWN);
        rig.executor.runAll();
        SiteDocument document = rig.documents().get(0);
        assertThat(document.site().components()).hasSize(1);
        assertThat(document.finalSite()).isEmpty();
        assertThat(document.stored().reason())
                .isEqualTo("the patient's symptoms could not be read: " + TroubledStore.DOWN
                        + ". Nothing is lost: send Site again to store it");
    }

    @Test
    void aDatabaseThatIsBackInMidSearchIsUsed() throws Exception {
        Session session = rig.withJob();
        rig.clinic().putPatient(ClinicalRig.patient("P1"), ClinicalRig.ALICE);
        rig.trouble.down();
        session.site(ClinicalRig.siteOf("j", "P1"));
        rig.trouble.up();
        rig.executor.runAll();
        assertThat(rig.documents().get(0).finalSite()).isPresent();
        assertThat(rig.documents().get(0).stored().done()).isTrue();
    }

    // ---- its end

    @Test
    void cancelledBeforeItsTurn() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.CANCELLED_BEFORE_RUN);
        assertThat(rig.failures())
                .containsExactly(new JobEvent.Failure(
                        ErrorCode.CANCELLED, "job", "the search for the site of job j was cancelled"));
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.ALREADY_DONE);
        rig.executor.runAll();
        assertThat(rig.asked).isEmpty();
        assertThat(rig.outbox.devices()).containsExactly("j.site");
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(rig.documents()).hasSize(1);
        assertThat(session.resend("j")).isGreaterThan(1);
        assertThat(rig.failures()).hasSize(1);
    }

    @Test
    void cancelledInMidSearch() throws Exception {
        Session session = rig.withJob();
        rig.search = (image, labels, parts) -> {
            assertThat(uncheckedCancel(session)).isEqualTo(CancelOutcome.STOPPED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            throw new IllegalStateException("interrupted");
        };
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(rig.failures()).extracting(JobEvent.Failure::code).containsExactly(ErrorCode.CANCELLED);
        assertThat(rig.documents()).isEmpty();
    }

    private static CancelOutcome uncheckedCancel(Session session) {
        try {
            return session.cancel("j");
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itEndsInTime() throws Exception {
        Session session = rig.withJob();
        rig.search = (image, labels, parts) -> {
            rig.pass(ClinicalRig.SITE_TIME.minusMillis(1));
            assertThat(rig.failures()).isEmpty();
            rig.pass(Duration.ofMillis(1));
            return org.foldlink.clinical.ExampleSites.leftPrecentral(1);
        };
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(rig.failures())
                .containsExactly(new JobEvent.Failure(
                        ErrorCode.TIMED_OUT,
                        "job",
                        "the site of job j was not found within 120 s: ask again when the server is less busy, or raise"
                                + " clinical.site-timeout"));
        assertThat(rig.documents()).isEmpty();
    }

    @Test
    void whateverTheSearchThrowsFailsItAlone() throws Exception {
        Session session = rig.withJob();
        rig.search = (image, labels, parts) -> {
            throw new IllegalArgumentException("DOE^JOHN");
        };
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(rig.failures())
                .containsExactly(new JobEvent.Failure(
                        ErrorCode.RUNTIME,
                        "job",
                        "the search for the site of job j failed (IllegalArgumentException): the server goes on and its"
                                + " log says more"));
        rig.search = (image, labels, parts) -> {
            throw new OutOfMemoryError("test");
        };
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(rig.failures().get(1).code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
        assertThat(session.jobs().get(0).state()).isEqualTo(JobState.DONE);
    }

    @Test
    void aFewRunAtOnceAFewWaitAndTheRestIsRefused() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, rig.outbox);
        int most = Sites.AT_ONCE + Sites.WAITING;
        for (int n = 0; n <= most; n++) {
            rig.segment(session, "j" + n);
        }
        rig.outbox.clear();
        for (int n = 0; n < most; n++) {
            assertThat(session.site(ClinicalRig.site("j" + n)).place()).isEqualTo(Math.max(0, n + 1 - Sites.AT_ONCE));
        }
        refused(
                () -> session.site(ClinicalRig.site("j" + most)),
                ErrorCode.OVERFLOW,
                "job",
                "the server has 16 searches for a site waiting (expected fewer than 16): ask again later");
        assertThat(rig.executor.waiting()).isEqualTo(Sites.AT_ONCE);
        rig.executor.runAll();
        assertThat(rig.documents()).hasSize(most);
    }

    // ---- connections and sessions

    @Test
    void aLostConnectionCostsNothing() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        session.detach(rig.outbox);
        rig.executor.runAll();
        assertThat(rig.outbox.events()).isEmpty();
        RecordingOutbox second = new RecordingOutbox();
        rig.bridge.open(Rig.ALICE, second);
        assertThat(second.devices()).contains("j.labels", "j.status", "j.site");
        assertThat(second.of(JobEvent.Site.class)).hasSize(1);
    }

    @Test
    void takenUpInMidSearchItHearsHowFarItIs() throws Exception {
        Session session = rig.withJob();
        RecordingOutbox second = new RecordingOutbox();
        rig.search = (image, labels, parts) -> {
            session.detach(rig.outbox);
            open(second);
            return org.foldlink.clinical.ExampleSites.leftPrecentral(1);
        };
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        assertThat(second.of(JobEvent.SiteProgress.class).stream().map(JobEvent.SiteProgress::phase))
                .containsExactly(SitePhase.LOCATING, SitePhase.CHECKING);
        assertThat(second.of(JobEvent.Site.class)).hasSize(1);
    }

    private void open(Outbox outbox) {
        try {
            rig.bridge.open(Rig.ALICE, outbox);
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailureIsHeldBesideAnEarlierAnswer() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        rig.executor.runAll();
        session.site(ClinicalRig.site("j"));
        session.cancel("j");
        rig.outbox.clear();
        session.resend("j");
        assertThat(rig.outbox.devices()).endsWith("j.site", "j.site");
        assertThat(rig.documents()).hasSize(1);
        assertThat(rig.failures()).hasSize(1);
    }

    @Test
    void aSessionThatIsOverEndsItsSearch() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        session.detach(rig.outbox);
        rig.pass(Duration.ofMinutes(11));
        rig.executor.runAll();
        assertThat(rig.asked).isEmpty();
        assertThat(rig.outbox.events()).isEmpty();
    }

    @Test
    void whileItRunsItsJobStays() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        refused(
                () -> session.releaseJob("j"),
                ErrorCode.JOB_RUNNING,
                "job",
                "the site of job j is being found (expected a job that is over): cancel it first");
        refused(
                () -> session.segment(ClinicalRig.brats("j")),
                ErrorCode.JOB_RUNNING,
                "job",
                "the site of job j is being found (expected an id that is free): cancel it or choose another id");
        refused(
                () -> session.site(ClinicalRig.site("j")),
                ErrorCode.JOB_RUNNING,
                "job",
                "the site of job j is being found (expected a job without): wait for it or cancel it");
        rig.executor.runAll();
        session.releaseJob("j");
        assertThat(session.result("j.site")).isEmpty();
    }

    @Test
    void aShutdownEndsWhatWaitsAndWhatRuns() throws Exception {
        Session session = rig.withJob();
        session.site(ClinicalRig.site("j"));
        rig.bridge.shutdown(Duration.ZERO);
        assertThat(rig.failures())
                .containsExactly(new JobEvent.Failure(
                        ErrorCode.SHUTTING_DOWN, "server", "the server is shutting down: run again when it is back"));
        rig.executor.runAll();
        assertThat(rig.documents()).isEmpty();
    }

    // ---- refusals

    @Test
    void whatCannotBeLocatedIsNamed() throws Exception {
        Session session = rig.withJob();
        refused(
                () -> session.site(ClinicalRig.site("none")),
                ErrorCode.UNKNOWN_JOB,
                "job",
                "job none is unknown (expected one of this session's jobs): run it again");
        session.segment(ClinicalRig.brats("k"));
        refused(
                () -> session.site(ClinicalRig.site("k")),
                ErrorCode.JOB_RUNNING,
                "job",
                "job k is running (expected a job that is done): wait for its status");
        session.cancel("k");
        rig.executor.runAll();
        refused(
                () -> session.site(ClinicalRig.site("k")),
                ErrorCode.BAD_JOB,
                "job",
                "job k is cancelled (expected a job that is done): run it again");
        refused(
                () -> session.site(with(Optional.of("nowhere"), Map.of())),
                ErrorCode.UNKNOWN_DEVICE,
                "image",
                "no image nowhere is held (expected one of the channels FLAIR, T1ce, T1, T2, or the name of an image"
                        + " that this session sent)");
        refused(
                () -> session.site(with(Optional.empty(), Map.of(9, "rim"))),
                ErrorCode.BAD_OPTION,
                "parts.9",
                "parts.9 = rim is no label of model brats (expected some of 1 necrosis, 2 edema, 3 brain)");
        refused(
                () -> session.site(new SiteRequest(
                        "j",
                        Optional.empty(),
                        new TreeMap<>(),
                        Optional.of("P1"),
                        List.of(),
                        Optional.of(Dominance.LEFT),
                        Optional.empty(),
                        Optional.empty(),
                        ClinicalRig.ALICE)),
                ErrorCode.BAD_FIELD,
                "dominance",
                "dominance beside a patient (expected one of the two): the patient's own count, which Patient and"
                        + " Symptoms record");
    }

    @Test
    void aJobsOptionsCannotAskForASite() {
        assertThatThrownBy(() -> ResultKind.parse("site"))
                .hasMessage(
                        "result site is unknown (expected progress, labels, doubt, probabilities, boxes, box, centres,"
                                + " surfaces, result, status)");
    }

    @Test
    void aModelWithoutLesionsNeedsParts() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, rig.outbox);
        session.put("ct", Rig.volume(), 1);
        session.segment(new SegmentRequest("j", "organs", Map.of("CT", "ct"), SegmentOptions.DEFAULT));
        rig.executor.runAll();
        refused(
                () -> session.site(ClinicalRig.site("j")),
                ErrorCode.BAD_OPTION,
                "parts",
                "no label of model organs is known as a lesion (its labels are 1 liver, 2 spleen): name the tumour's"
                        + " with parts");
    }

    @Test
    void aJobWithoutLabelsHasNoSite() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, rig.outbox);
        session.put("ct", Rig.volume(), 1);
        session.segment(new SegmentRequest(
                "j",
                "organs",
                Map.of("CT", "ct"),
                SegmentOptions.DEFAULT.withResults(java.util.Set.of(ResultKind.RESULT))));
        rig.executor.runAll();
        refused(
                () -> session.site(ClinicalRig.site("j")),
                ErrorCode.BAD_JOB,
                "job",
                "job j holds no labels (expected a job with the result labels): run it again with them");
    }

    @Test
    void anImageThatIsNotTheOneThatWasSegmentedIsRefused() throws Exception {
        Session session = rig.withJob();
        session.put("t1", Rig.volume(), 99);
        refused(
                () -> session.site(ClinicalRig.site("j")),
                ErrorCode.BAD_INPUT,
                "image",
                "the image of channel T1 is newer than job j (expected the one that was segmented): segment the new"
                        + " one");
        session.put("big", Volume.allocate(new Grid(9, 8, 8, Affine.IDENTITY), VoxelType.INT16), 1);
        refused(
                () -> session.site(with(Optional.of("big"), Map.of())),
                ErrorCode.GRIDS_DIFFER,
                "image",
                "the image big has another grid than the labels of job j (expected the same size, spacing, axes and"
                        + " origin): resample it, or name a channel");
    }

    @Test
    void symptomsThatAreNotKnownAreRefusedBeforeTheSearch() throws Exception {
        Session session = rig.withJob();
        assertThatThrownBy(() ->
                        session.site(ClinicalRig.siteWith("j", ClinicalRig.symptom("purple spots", BodySide.LEFT))))
                .isInstanceOfSatisfying(RequestException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_SYMPTOM);
                    assertThat(e.field()).isEqualTo("symptoms");
                })
                .hasMessageContaining("purple spots");
        refused(
                () -> session.site(ClinicalRig.siteWith(
                        "j",
                        ClinicalRig.symptom("headache", BodySide.LEFT),
                        ClinicalRig.symptom("Cephalalgia", BodySide.LEFT))),
                ErrorCode.BAD_FIELD,
                "symptoms",
                "symptoms has headache twice on the same side (expected each symptom once a side)");
        refused(
                () -> session.site(ClinicalRig.siteOf("j", "P9")),
                ErrorCode.NOT_FOUND,
                "patient",
                "patient \"P9\" is not held (expected one that was put before)");
        rig.trouble.down();
        refused(
                () -> session.site(ClinicalRig.siteWith("j", ClinicalRig.symptom("headache", BodySide.LEFT))),
                ErrorCode.UNAVAILABLE,
                "database",
                TroubledStore.DOWN);
        assertThat(rig.executor.waiting()).isZero();
    }
}
