package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foldlink.inference.Classification;
import org.foldlink.inference.Finding;
import org.foldlink.inference.Priority;
import org.foldlink.inference.SegmentationException;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.Task;
import org.junit.jupiter.api.Test;

/** A classification goes the way of a segmentation: the same queue, the same sessions, another result. */
class ClassifyTest {

    private static final ModelDescriptor CANCER = Rig.model(Task.CLASSIFICATION, "cancer", 3, "CT");

    private final FakeSegmenter segmenter = new FakeSegmenter();
    private final FakeClassifier classifier = new FakeClassifier();
    private final ManualTime time = new ManualTime();
    private final ManualExecutor executor = new ManualExecutor();
    private final RecordingOutbox outbox = new RecordingOutbox();
    private Bridge bridge = bridge(SegmentOptions.PLAIN);

    private Bridge bridge(SegmentOptions ofRule) {
        return bridge(BridgeLimits.DEFAULT, ofRule);
    }

    private Bridge bridge(BridgeLimits limits, SegmentOptions ofRule) {
        PlainRule rule = new PlainRule("cancer", "cancer", Map.of("CT", "CT*"), ofRule, PlainRule.DEFAULT_TIMEOUT);
        BridgeSetup setup = new BridgeSetup(
                () -> List.of(Rig.CT, CANCER), segmenter, classifier, Rig::measure, limits, List.of(rule), "0.1.0");
        return new Bridge(setup, time, executor);
    }

    private Session withScan() throws RequestException {
        Session session = bridge.open(Rig.ALICE, outbox);
        session.put("scan", Rig.volume(), 77);
        return session;
    }

    private static SegmentRequest cancer(String job) {
        return cancer(job, SegmentOptions.CLASSIFY);
    }

    private static SegmentRequest cancer(String job, SegmentOptions options) {
        return new SegmentRequest(job, "cancer", Map.of("CT", "scan"), options);
    }

    private static void refused(ThrowingCallable call, ErrorCode code, String field, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.field()).isEqualTo(field);
        });
    }

    @Test
    void aJobFromItsAcceptanceToItsStatus() throws Exception {
        Session session = withScan();
        Accepted accepted = session.classify(cancer("ab12"));
        assertThat(accepted.place()).isZero();
        assertThat(accepted.inputs().get(0).image().orElseThrow().device()).isEqualTo("scan");
        assertThat(outbox.events()).isEmpty();

        executor.runAll();

        assertThat(outbox.devices()).containsExactly("ab12.progress", "ab12.result", "ab12.status");
        assertThat(outbox.status("ab12")).isEmpty();
        JobEvent.ClassResult result = outbox.of(JobEvent.ClassResult.class).get(0);
        assertThat(result.stamp().isFinal()).isTrue();
        assertThat(result.stamp().folds()).isEqualTo(3);
        assertThat(result.stamp().timestamp()).isEqualTo(77);
        ClassificationDocument document = result.document();
        assertThat(document.job()).isEqualTo("ab12");
        assertThat(document.notice()).isEqualTo("Not for clinical use.");
        assertThat(document.softwareVersion()).isEqualTo("0.1.0");
        assertThat(document.answer().name()).isEqualTo("cancer");
        assertThat(document.answer().folds()).hasSize(3);
        assertThat(segmenter.runs).isEmpty();
    }

    @Test
    void theEngineIsToldTheFoldsAndThePriorityAndAskedForNoVolume() throws Exception {
        Session session = withScan();
        session.classify(cancer("j", SegmentOptions.CLASSIFY.withFolds(2).withPriority(Priority.URGENT)));
        executor.runAll();
        var options = classifier.runs.get(0).options();
        assertThat(options.folds()).isEqualTo(2);
        assertThat(options.priority()).isEqualTo(Priority.URGENT);
        assertThat(options.previews()).isFalse();
        assertThat(options.probabilities()).isFalse();
        assertThat(outbox.of(JobEvent.ClassResult.class)
                        .get(0)
                        .document()
                        .answer()
                        .folds())
                .hasSize(2);
    }

    @Test
    void eachCommandRefusesTheModelsOfTheOther() throws Exception {
        Session session = withScan();
        refused(
                () -> session.segment(cancer("j", SegmentOptions.DEFAULT)),
                ErrorCode.BAD_MODEL,
                "model",
                "model = cancer classifies whole volumes (expected a segmentation model): send Classify");
        refused(
                () -> session.classify(Rig.ct("j", SegmentOptions.CLASSIFY)),
                ErrorCode.BAD_MODEL,
                "model",
                "model = abdomen segments (expected a classification model): send Segment");
        assertThat(session.jobs()).isEmpty();
    }

    @Test
    void whatOnlyASegmentationHasIsRefused() throws Exception {
        Session session = withScan();
        refused(
                () -> session.classify(cancer("j", SegmentOptions.DEFAULT)),
                ErrorCode.BAD_OPTION,
                "options.results",
                "result labels is not one of a classification (expected progress, result, status)");
        refused(
                () -> session.classify(cancer("j", SegmentOptions.CLASSIFY.withMirroring(false))),
                ErrorCode.BAD_OPTION,
                "options",
                "an option is set that a classification does not have (expected only folds, results, priority, after)");
        refused(
                () -> session.classify(cancer("j", SegmentOptions.CLASSIFY.withFolds(4))),
                ErrorCode.BAD_OPTION,
                "options.folds",
                "folds = 4 (expected 1..3, or 0 for all of model cancer)");
    }

    @Test
    void aBridgeWithoutAClassifierSaysSo() throws Exception {
        bridge = new Bridge(
                new BridgeSetup(
                        () -> List.of(CANCER), segmenter, Rig::measure, BridgeLimits.DEFAULT, List.of(), "0.1.0"),
                time,
                executor);
        Session session = withScan();
        refused(
                () -> session.classify(cancer("j")),
                ErrorCode.BAD_MODEL,
                "model",
                "model cancer classifies whole volumes, which this engine does not (expected a segmentation model)");
    }

    @Test
    void checkAsksTheClassifier() throws Exception {
        Session session = withScan();
        Finding far = new Finding(Finding.Level.WARNING, "spacing_range", "spacing", "far");
        classifier.findings = List.of(far);
        segmenter.findings = List.of(new Finding(Finding.Level.ERROR, "single_slice", "size", "not asked"));
        CheckReport report = session.check("cancer", Map.of("CT", "scan"), SegmentOptions.CLASSIFY);
        assertThat(report.findings()).containsExactly(far);
        assertThat(report.bytesNeeded()).hasValue(500);
        assertThat(session.classify(cancer("j")).warnings()).containsExactly(far);
        classifier.findings = List.of(new Finding(Finding.Level.ERROR, "single_slice", "size", "too thin"));
        refused(() -> session.classify(cancer("k")), ErrorCode.SINGLE_SLICE, "size", "too thin");
    }

    @Test
    void bothTasksShareOneQueueAndItsLimits() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.queuedPerSession = 2;
        limits.runBytes = 10_000;
        bridge = bridge(limits.build(), SegmentOptions.PLAIN);
        Session session = withScan();
        assertThat(session.segment(Rig.ct("a")).place()).isZero();
        assertThat(session.classify(cancer("b")).place()).isEqualTo(1);
        assertThat(session.segment(Rig.ct("c")).place()).isEqualTo(2);
        refused(
                () -> session.classify(cancer("d")),
                ErrorCode.OVERFLOW,
                "job",
                "this session has 2 jobs waiting (expected fewer than 2): wait for one or cancel one");
        refused(
                () -> session.classify(cancer("b")),
                ErrorCode.JOB_RUNNING,
                "job",
                "job b is queued (expected an id that is free): cancel it or choose another id");
        assertThat(session.jobs()).extracting(JobSummary::model).containsExactly("abdomen", "cancer", "abdomen");
        executor.runAll();
        assertThat(outbox.devices())
                .endsWith(
                        "b.result",
                        "b.status",
                        "c.progress",
                        "c.labels",
                        "c.labels",
                        "c.labels",
                        "c.boxes",
                        "c.centres",
                        "c.result",
                        "c.status");
        classifier.bytes = 10_001;
        refused(
                () -> session.classify(cancer("e")),
                ErrorCode.MEMORY,
                "memory",
                "the run needs 9.77 KiB of memory (expected at most 9.77 KiB): choose a smaller region, or raise the"
                        + " server's limit");
    }

    @Test
    void cancelledBeforeAndWhileItRuns() throws Exception {
        Session session = withScan();
        AtomicReference<CancelOutcome> outcome = new AtomicReference<>();
        classifier.script = (request, listener, cancel) -> {
            outcome.set(cancelled(session));
            return FakeClassifier.answer(request);
        };
        session.classify(cancer("j"));
        session.classify(cancer("k"));
        assertThat(session.cancel("k")).isEqualTo(CancelOutcome.CANCELLED_BEFORE_RUN);
        executor.runAll();
        assertThat(outcome.get()).isEqualTo(CancelOutcome.STOPPED);
        assertThat(outbox.devices()).containsExactly("k.status", "j.status");
        assertThat(outbox.status("j").orElseThrow().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(classifier.runs).hasSize(1);
    }

    private static CancelOutcome cancelled(Session session) {
        try {
            return session.cancel("j");
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theResultIsHeldForAClientThatWasLost() throws Exception {
        Session session = withScan();
        session.classify(cancer("j"));
        session.detach(outbox);
        executor.runAll();
        assertThat(outbox.events()).isEmpty();
        time.advance(Duration.ofMinutes(5));
        bridge.tick();
        RecordingOutbox second = new RecordingOutbox();
        Session again = bridge.open(Rig.ALICE, second);
        assertThat(second.devices()).containsExactly("j.result", "j.status");
        assertThat(again.resend("j")).isEqualTo(2);
        List<JobEvent> events = second.events();
        assertThat(events.subList(2, 4)).isEqualTo(events.subList(0, 2));
        assertThat(again.result("j.result")).contains(events.get(0));
        assertThat(again.labelmaps()).isEmpty();
        again.releaseJob("j");
        refused(
                () -> again.resend("j"),
                ErrorCode.UNKNOWN_JOB,
                "job",
                "job j is unknown (expected one of this session's jobs): run it again");
    }

    @Test
    void aJobWaitsForItsInput() throws Exception {
        Session session = bridge.open(Rig.ALICE, outbox);
        assertThat(session.classify(cancer("j")).inputs().get(0).image()).isEmpty();
        session.put("scan", Rig.volume(), 5);
        executor.runAll();
        assertThat(outbox.devices()).containsExactly("j.progress", "j.result", "j.status");
        session.classify(cancer("k", SegmentOptions.CLASSIFY.withAfter(true)));
        assertThat(executor.waiting()).isZero();
    }

    @Test
    void onlyWhatIsAskedForIsSent() throws Exception {
        Session session = withScan();
        session.classify(cancer("j", SegmentOptions.CLASSIFY.withResults(Set.of(ResultKind.PROGRESS))));
        executor.runAll();
        assertThat(outbox.devices()).containsExactly("j.progress", "j.status");
    }

    @Test
    void whatTheEngineThrowsFailsTheJob() throws Exception {
        Session session = withScan();
        classifier.script = (request, listener, cancel) -> {
            throw new SegmentationException(SegmentationException.Code.RUNTIME, "model", "no logit");
        };
        session.classify(cancer("j"));
        executor.runAll();
        assertThat(outbox.devices()).containsExactly("j.status");
        assertThat(outbox.status("j")).contains(new JobEvent.Failure(ErrorCode.RUNTIME, "model", "no logit"));
    }

    @Test
    void anImageOfAPlainClientIsClassifiedByItsRule() throws Exception {
        PlainClient client = bridge.openPlain("10.0.0.7", outbox);
        client.put("CT_head", Rig.volume(), 5);
        String job = client.session().jobs().get(0).job();
        executor.runAll();
        assertThat(outbox.devices()).containsExactly(job + ".result", job + ".status");
        assertThat(outbox.status(job)).isEmpty();
    }

    @Test
    void aRuleThatAsksForALabelmapOfAClassificationIsRefused() throws Exception {
        bridge = bridge(SegmentOptions.PLAIN.withResults(Set.of(ResultKind.LABELS)));
        PlainClient client = bridge.openPlain("10.0.0.7", outbox);
        client.put("CT_head", Rig.volume(), 5);
        assertThat(outbox.of(JobEvent.Status.class)
                        .get(0)
                        .failure()
                        .orElseThrow()
                        .message())
                .isEqualTo("result labels is not one of a classification (expected progress, result, status)");
        assertThat(client.session().jobs()).isEmpty();
    }

    @Test
    void theFoldsSpreadIsThatOfTheAnswersProbability() {
        Classification answer = FakeClassifier.answer(new org.foldlink.inference.SegmentationRequest(
                CANCER, List.of(), org.foldlink.inference.SegmentationOptions.DEFAULT));
        Classification.Spread spread = answer.spread().orElseThrow();
        assertThat(spread.sd()).isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(spread.min()).isEqualTo(0.6);
        assertThat(spread.max()).isEqualTo(0.8);
        assertThat(answer.probability()).isCloseTo(0.7, org.assertj.core.data.Offset.offset(1e-12));
    }
}
