package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.Preview;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CancelTest {

    private static final JobEvent.Failure CANCELLED =
            new JobEvent.Failure(ErrorCode.CANCELLED, "job", "job j was cancelled");

    private final Rig rig = new Rig();
    private final RecordingOutbox outbox = new RecordingOutbox();

    @Test
    void beforeItRuns() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("first"));
        session.segment(Rig.ct("j"));
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.CANCELLED_BEFORE_RUN);
        assertThat(outbox.status("j")).contains(CANCELLED);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(1);
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.ALREADY_DONE);
    }

    @Test
    void whileItWaitsForAnInput() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.CANCELLED_BEFORE_RUN);
        session.put("scan", Rig.volume(), 1);
        assertThat(rig.executor.waiting()).isZero();
        assertThat(outbox.status("j")).contains(CANCELLED);
    }

    @Test
    void whileItRuns() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        AtomicReference<CancelOutcome> outcome = new AtomicReference<>();
        rig.segmenter.script = (request, listener, cancel) -> {
            listener.preview(new Preview(FakeSegmenter.labels(request, 1), 1, 3));
            outcome.set(cancelled(session));
            assertThat(session.jobs().get(0).state()).isEqualTo(JobState.CANCELLING);
            listener.preview(new Preview(FakeSegmenter.labels(request, 2), 2, 3));
            cancel.throwIfCancelled();
            throw new AssertionError("the token was not cancelled");
        };
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(outcome.get()).isEqualTo(CancelOutcome.STOPPED);
        assertThat(outbox.devices()).containsExactly("j.labels", "j.status");
        assertThat(outbox.status("j")).contains(CANCELLED);
        assertThat(session.labelmaps()).isEmpty();
    }

    @Test
    void aResultThatComesAfterTheCancelWasAnsweredIsNoResult() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = (request, listener, cancel) -> {
            assertThat(cancelled(session)).isEqualTo(CancelOutcome.STOPPED);
            return FakeSegmenter.result(request);
        };
        session.segment(Rig.ct("j", SegmentOptions.DEFAULT));
        rig.executor.runAll();
        assertThat(outbox.devices()).containsExactly("j.status");
        assertThat(outbox.status("j")).contains(CANCELLED);
    }

    @Test
    void afterTheEnd() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(session.cancel("j")).isEqualTo(CancelOutcome.ALREADY_DONE);
        assertThat(outbox.status("j")).isEmpty();
        assertThat(session.result("j.labels")).isPresent();
    }

    @Test
    void theNextJobRunsAfterACancel() throws Exception {
        Session session = rig.withScan(Rig.ALICE, outbox);
        rig.segmenter.script = (request, listener, cancel) -> {
            throw new CancelledException();
        };
        session.segment(Rig.ct("j"));
        session.segment(Rig.ct("k"));
        rig.executor.runNext();
        rig.segmenter.script = rig.segmenter::usual;
        rig.executor.runAll();
        assertThat(outbox.status("j")).contains(CANCELLED);
        assertThat(outbox.status("k")).isEmpty();
    }

    /** Whatever the moment: one status, and it says what the Cancel was answered. */
    @Test
    @Timeout(60)
    void racesWithTheEnd() throws Exception {
        ExecutorService runs = Executors.newFixedThreadPool(2);
        FakeSegmenter segmenter = new FakeSegmenter();
        Random random = new Random(3);
        try (Bridge bridge = new Bridge(Rig.setup(segmenter, BridgeLimits.DEFAULT), TimeSource.SYSTEM, runs)) {
            Session session = bridge.open(Rig.ALICE, outbox);
            session.put("scan", Rig.volume(), 1);
            int stopped = 0;
            for (int round = 0; round < 200; round++) {
                outbox.clear();
                CountDownLatch over = new CountDownLatch(1);
                int spin = random.nextInt(3);
                segmenter.script = (request, listener, cancel) -> {
                    over.countDown();
                    return spin == 0 ? FakeSegmenter.result(request) : segmenter.usual(request, listener, cancel);
                };
                session.segment(Rig.ct("j"));
                if (spin > 0) {
                    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
                }
                if (spin > 1) {
                    Thread.onSpinWait();
                }
                CancelOutcome outcome = session.cancel("j");
                while (!session.jobs().get(0).state().isOver()) {
                    Thread.onSpinWait();
                }
                Optional<JobEvent.Failure> status = outbox.status("j");
                if (outcome == CancelOutcome.ALREADY_DONE) {
                    assertThat(status).isEmpty();
                    assertThat(session.result("j.labels")).isPresent();
                } else {
                    stopped++;
                    assertThat(status).contains(CANCELLED);
                    assertThat(session.result("j.labels")).isEmpty();
                }
            }
            assertThat(stopped).isPositive();
        } finally {
            runs.shutdownNow();
        }
    }

    private static CancelOutcome cancelled(Session session) {
        try {
            return session.cancel("j");
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }
}
