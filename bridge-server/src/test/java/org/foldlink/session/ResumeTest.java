package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.foldlink.inference.Preview;
import org.foldlink.inference.Progress;
import org.junit.jupiter.api.Test;

class ResumeTest {

    private final Rig rig = new Rig();
    private final RecordingOutbox first = new RecordingOutbox();
    private final RecordingOutbox second = new RecordingOutbox();

    @Test
    void aJobRunsOnWithoutAConnectionAndItsResultsAreHeld() throws Exception {
        Session session = rig.withScan(Rig.ALICE, first);
        session.segment(Rig.ct("j"));
        session.detach(first);
        rig.executor.runAll();
        assertThat(first.events()).isEmpty();

        Session again = rig.bridge.open(Rig.ALICE, second);

        assertThat(second.devices()).containsExactly("j.labels", "j.boxes", "j.centres", "j.result", "j.status");
        assertThat(second.of(JobEvent.Labels.class).get(0).stamp().isFinal()).isTrue();
        assertThat(again.images()).hasSize(1);
        assertThat(again.hash()).isEqualTo(session.hash());
    }

    @Test
    void takenUpInMidJobItGetsTheLatestPreviewAndThenTheRest() throws Exception {
        Session session = rig.withScan(Rig.ALICE, first);
        rig.segmenter.script = (request, listener, cancel) -> {
            listener.progress(new Progress(Progress.Phase.INFERENCE, 1, 3, 0, 4, 9));
            listener.preview(new Preview(FakeSegmenter.labels(request, 1), 1, 3));
            session.detach(first);
            listener.preview(new Preview(FakeSegmenter.labels(request, 2), 2, 3));
            rig.time.advance(Duration.ofSeconds(1));
            listener.progress(new Progress(Progress.Phase.INFERENCE, 3, 3, 1, 4, 3));
            open(second);
            assertThat(second.devices()).containsExactly("j.labels", "j.progress");
            assertThat(second.of(JobEvent.Labels.class).get(0).stamp().foldsDone())
                    .isEqualTo(2);
            return FakeSegmenter.result(request);
        };
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(first.devices()).containsExactly("j.progress", "j.labels");
        assertThat(second.devices())
                .containsExactly("j.labels", "j.progress", "j.labels", "j.boxes", "j.centres", "j.result", "j.status");
        assertThat(second.events())
                .extracting(e -> e.stamp().revision())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private void open(Outbox outbox) {
        try {
            rig.bridge.open(Rig.ALICE, outbox);
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClientLostInMidVolumeMaySendItAgain() throws Exception {
        Session session = rig.bridge.open(Rig.ALICE, first);
        session.segment(Rig.ct("j"));
        ImageIntake broken = session.arriving("scan");
        broken.take(500);
        broken.close();
        session.detach(first);
        rig.pass(Duration.ofMinutes(5));
        Session again = rig.bridge.open(Rig.ALICE, second);
        rig.pass(Duration.ofSeconds(9));
        again.put("scan", Rig.volume(), 1);
        rig.executor.runAll();
        assertThat(second.status("j")).isEmpty();

        again.segment(Rig.ct("k", SegmentOptions.DEFAULT.withAfter(true)));
        rig.pass(Duration.ofSeconds(11));
        assertThat(second.status("k")).isPresent();
    }

    @Test
    void resendKeepsTheRevisions() throws Exception {
        Session session = rig.withScan(Rig.ALICE, first);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        List<JobEvent> held =
                first.events().stream().filter(e -> e.stamp().isFinal()).toList();
        first.clear();
        assertThat(session.resend("j")).isEqualTo(5);
        assertThat(first.events()).isEqualTo(held);
    }

    @Test
    void aReleasedJobIsUnknown() throws Exception {
        Session session = rig.withScan(Rig.ALICE, first);
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        session.releaseJob("j");
        assertThat(session.jobs()).isEmpty();
        assertThat(session.labelmaps()).isEmpty();
        assertThatThrownBy(() -> session.resend("j")).isInstanceOf(RequestException.class);
    }

    @Test
    void aSecondConnectionTakesTheSessionOver() throws Exception {
        Session session = rig.withScan(Rig.ALICE, first);
        rig.bridge.open(Rig.ALICE, second);
        assertThat(first.timesReplaced()).isEqualTo(1);
        session.detach(first); // late, from the old connection: must not start the hold
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        assertThat(first.events()).isEmpty();
        assertThat(second.status("j")).isEmpty();
        rig.pass(Duration.ofHours(1));
        assertThat(session.images()).hasSize(1);
    }

    @Test
    void theHoldEndsAfterTenMinutesAndFreesEverything() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.imageBytes = 2000;
        limits.resultBytes = 600;
        Rig small = new Rig(limits.build());
        Session session = small.withScan(Rig.ALICE, first);
        session.segment(Rig.ct("j"));
        small.executor.runAll();
        session.detach(first);
        small.pass(Duration.ofMinutes(10).minusMillis(1));
        assertThat(session.images()).hasSize(1);
        small.pass(Duration.ofMillis(1));
        assertThat(session.images()).isEmpty();

        Session fresh = small.bridge.open(Rig.ALICE, second);
        assertThat(second.events()).isEmpty();
        assertThat(fresh.images()).isEmpty();
        assertThatThrownBy(() -> fresh.resend("j"))
                .hasMessage("job j is unknown (expected one of this session's jobs): run it again");
        // The bridge's whole room is there again.
        fresh.put("scan", Rig.volume(), 1);
        fresh.segment(Rig.ct("k"));
        small.executor.runAll();
        assertThat(second.status("k")).isEmpty();
    }

    @Test
    void aRunThatOutlivesItsSessionIsStoppedAndFreesItsImage() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.imageBytes = 1024;
        limits.resultBytes = 512;
        Rig small = new Rig(limits.build());
        Session session = small.withScan(Rig.ALICE, first);
        small.segmenter.script = (request, listener, cancel) -> {
            session.detach(first);
            small.pass(Duration.ofMinutes(11));
            assertThat(cancel.isCancelled()).isTrue();
            cancel.throwIfCancelled();
            return FakeSegmenter.result(request);
        };
        session.segment(Rig.ct("j"));
        small.executor.runAll();
        small.segmenter.script = small.segmenter::usual;
        assertThat(first.events()).isEmpty();
        Session bob = small.withScan(Rig.BOB, second);
        bob.segment(Rig.ct("k"));
        small.executor.runAll();
        assertThat(second.status("k")).isEmpty();
    }

    @Test
    void whenThereAreTooManySessionsTheLongestIdleOneGoes() throws Exception {
        Rig.Limits limits = Rig.limits();
        limits.sessions = 2;
        Rig small = new Rig(limits.build());
        Session alice = small.withScan(Rig.ALICE, first);
        small.withScan(Rig.BOB, second);
        SessionKey.Hello carol = new SessionKey.Hello("c".repeat(32));
        assertThatThrownBy(() -> small.bridge.open(carol, new RecordingOutbox()))
                .hasMessage("the server has 2 sessions (expected fewer than 2): connect again later");
        alice.segment(Rig.ct("j"));
        alice.detach(first);
        assertThatThrownBy(() -> small.bridge.open(carol, new RecordingOutbox()))
                .hasMessageContaining("2 sessions");
        small.executor.runAll();
        small.bridge.open(carol, new RecordingOutbox());
        assertThat(alice.jobs()).isEmpty();
    }

    @Test
    void anOutboxThatThrowsHarmsNobody() throws Exception {
        Session session = rig.withScan(Rig.ALICE, new Outbox() {
            @Override
            public void deliver(JobEvent event) {
                throw new IllegalStateException("full");
            }

            @Override
            public void replaced() {
                throw new IllegalStateException("gone");
            }
        });
        session.segment(Rig.ct("j"));
        rig.executor.runAll();
        rig.bridge.open(Rig.ALICE, second);
        assertThat(second.status("j")).isEmpty();
    }
}
