package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;

class PlainClientTest {

    private static final PlainRule CT =
            new PlainRule("ct", "abdomen", Map.of("CT", "CT*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
    private static final PlainRule MR = new PlainRule(
            "mr", "glioma", Map.of("t1", "*_t1", "t2", "*_t2"), SegmentOptions.PLAIN, Duration.ofSeconds(20));

    private final Rig rig = new Rig(BridgeLimits.DEFAULT, CT, MR);
    private final RecordingOutbox outbox = new RecordingOutbox();

    private PlainClient connect() throws RequestException {
        return rig.bridge.openPlain("10.0.0.7", outbox);
    }

    private String onlyJob(PlainClient client) {
        assertThat(client.session().jobs()).hasSize(1);
        return client.session().jobs().get(0).job();
    }

    @Test
    void anImageStartsTheJobOfItsRule() throws Exception {
        PlainClient client = connect();
        client.put("CT_head", Rig.volume(), 5);
        String job = onlyJob(client);
        assertThat(job).matches("~[a-z0-9]{5}");
        rig.executor.runAll();
        assertThat(outbox.devices())
                .containsExactly(
                        job + ".labels",
                        job + ".labels",
                        job + ".labels",
                        job + ".boxes",
                        job + ".centres",
                        job + ".status");
        assertThat(outbox.devices())
                .allSatisfy(name -> assertThat(name.length()).isLessThanOrEqualTo(20));
        assertThat(outbox.status(job)).isEmpty();
    }

    @Test
    void otherImagesAndThoseOfBridgesStartNothing() throws Exception {
        PlainClient client = connect();
        client.put("US", Rig.volume(), 5);
        client.put("ct", Rig.volume(), 5);
        client.put("~CT.labels", Rig.volume(), 5);
        client.put("~a_t1", Rig.volume(), 5);
        client.session().put("CT", Rig.volume(), 5);
        assertThat(client.session().jobs()).isEmpty();
        assertThat(client.session().images()).hasSize(5);
    }

    @Test
    void theIdIsTheSameForTheSameClientRuleAndInputAlone() throws Exception {
        PlainClient client = connect();
        client.put("CT_a", Rig.volume(), 5);
        String a = onlyJob(client);
        rig.executor.runAll();
        client.put("CT_b", Rig.volume(), 5);
        assertThat(client.session().jobs()).hasSize(2);
        client.detach(outbox);
        rig.pass(Duration.ofSeconds(61));

        PlainClient again = connect();
        assertThat(again.session().images()).isEmpty();
        again.put("CT_a", Rig.volume(), 6);
        assertThat(onlyJob(again)).isEqualTo(a);
        PlainClient other = rig.bridge.openPlain("10.0.0.8", new RecordingOutbox());
        other.put("CT_a", Rig.volume(), 5);
        assertThat(onlyJob(other)).isNotEqualTo(a);
    }

    @Test
    void severalChannelsMakeOneJobOnceAllAreThere() throws Exception {
        PlainClient client = connect();
        Volume t1 = Rig.volume();
        Volume t2 = Rig.volume();
        client.put("p_t2", t2, 2);
        assertThat(client.session().jobs()).extracting(JobSummary::state).containsExactly(JobState.WAITING);
        client.put("q_t1", Rig.volume(), 9); // another case
        assertThat(rig.executor.waiting()).isZero();
        client.put("p_t1", t1, 1);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(1);
        assertThat(rig.segmenter.runs.get(0).channels()).containsExactly(t1, t2);
    }

    @Test
    void aChannelThatDoesNotComeInTimeIsAnError() throws Exception {
        PlainClient client = connect();
        client.put("p_t1", Rig.volume(), 1);
        String job = onlyJob(client);
        rig.pass(Duration.ofSeconds(20));
        assertThat(outbox.events()).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(outbox.status(job))
                .contains(new JobEvent.Failure(
                        ErrorCode.MISSING_CHANNEL,
                        "inputs.t2",
                        "no image came for t2 of model glioma within 20 s: send it and run again"));
        assertThat(client.session().jobs()).extracting(JobSummary::state).containsExactly(JobState.FAILED);
    }

    @Test
    void bytesOfTheMissingChannelHoldTheWait() throws Exception {
        PlainClient client = connect();
        client.put("p_t1", Rig.volume(), 1);
        try (ImageIntake slow = client.arriving("p_t2")) {
            for (int i = 0; i < 5; i++) {
                rig.pass(Duration.ofSeconds(15));
                slow.take(1);
            }
            slow.complete(Rig.volume(), 1);
        }
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(1);
    }

    @Test
    void imagesOfTwoExaminationsAreNotMixed() throws Exception {
        PlainClient client = connect();
        client.put("p_t1", Rig.volume(), 1);
        client.put("p_t2", Rig.volume(), 1);
        rig.executor.runAll();
        client.put("p_t1", Rig.volume(), 2);
        assertThat(rig.executor.waiting()).isZero();
        client.put("p_t2", Rig.volume(), 2);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(2);
    }

    @Test
    void aNewPushTakesThePlaceOfOneThatIsQueued() throws Exception {
        PlainClient client = connect();
        client.put("CT_other", Rig.volume(), 1);
        client.put("CT", Rig.volume(), 1);
        Volume newest = Rig.volume();
        client.put("CT", newest, 2);
        assertThat(client.session().jobs()).hasSize(2);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(2);
        assertThat(rig.segmenter.runs.get(1).channels()).containsExactly(newest);
        assertThat(outbox.of(JobEvent.Status.class))
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.failure()).isEmpty());
    }

    @Test
    void aNewPushStopsTheRunAndTheNewestGetsItsResult() throws Exception {
        PlainClient client = connect();
        rig.segmenter.script = (request, listener, cancel) -> {
            push(client, 2);
            assertThat(cancel.isCancelled()).isTrue();
            rig.segmenter.script = rig.segmenter::usual;
            cancel.throwIfCancelled();
            throw new AssertionError("not stopped");
        };
        client.put("CT", Rig.volume(), 1);
        String job = onlyJob(client);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(2);
        assertThat(outbox.status(job)).isEmpty();
        assertThat(outbox.events())
                .allSatisfy(e -> assertThat(e.stamp().timestamp()).isEqualTo(2));
    }

    /** A stream that is faster than the model: every second run is let to its end, and the last images get theirs. */
    @Test
    void aFastStreamStillGetsResults() throws Exception {
        PlainClient client = connect();
        int[] run = {0};
        rig.segmenter.script = (request, listener, cancel) -> {
            if (++run[0] <= 6) {
                push(client, 10L * run[0]);
                push(client, 10L * run[0] + 1);
            }
            cancel.throwIfCancelled();
            return FakeSegmenter.result(request);
        };
        client.put("CT", Rig.volume(), 1);
        rig.executor.runAll();
        assertThat(outbox.of(JobEvent.Labels.class).stream()
                        .map(e -> e.stamp().timestamp())
                        .toList())
                .isEqualTo(List.of(11L, 31L, 51L, 61L));
        assertThat(outbox.of(JobEvent.Status.class))
                .allSatisfy(e -> assertThat(e.failure()).isEmpty());
    }

    private static void push(PlainClient client, long timestamp) {
        try {
            client.put("CT", Rig.volume(), timestamp);
        } catch (RequestException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCancelEndsTheNewerPushToo() throws Exception {
        PlainClient client = connect();
        rig.segmenter.script = (request, listener, cancel) -> {
            push(client, 2);
            try {
                client.session().cancel(client.session().jobs().get(0).job());
            } catch (RequestException e) {
                throw new AssertionError(e);
            }
            cancel.throwIfCancelled();
            return FakeSegmenter.result(request);
        };
        client.put("CT", Rig.volume(), 1);
        rig.executor.runAll();
        assertThat(rig.segmenter.runs).hasSize(1);
        assertThat(client.session().jobs())
                .allSatisfy(job -> assertThat(job.state().isOver()).isTrue());
    }

    @Test
    void aRuleThatCannotRunSaysSoByStatus() throws Exception {
        Rig wrong = new Rig(
                BridgeLimits.DEFAULT,
                new PlainRule("x", "missing", Map.of("CT", "CT"), SegmentOptions.PLAIN, Duration.ofSeconds(1)));
        PlainClient client = wrong.bridge.openPlain("10.0.0.7", outbox);
        client.put("CT", Rig.volume(), 4);
        assertThat(outbox.of(JobEvent.Status.class)).singleElement().satisfies(e -> {
            assertThat(e.failure().orElseThrow().message())
                    .isEqualTo("model = missing (expected one of abdomen, glioma)");
            assertThat(e.stamp().timestamp()).isEqualTo(4);
        });
    }

    @Test
    void aPushThatFailsItsCheckSaysSoByStatus() throws Exception {
        PlainClient client = connect();
        rig.segmenter.bytes = 1L << 40;
        client.put("CT", Rig.volume(), 4);
        assertThat(outbox.status(onlyJob(client)))
                .get()
                .extracting(JobEvent.Failure::code)
                .isEqualTo(ErrorCode.MEMORY);
    }

    @Test
    void twoConnectionsOfOneAddressAreTwoClients() throws Exception {
        RecordingOutbox second = new RecordingOutbox();
        PlainClient a = connect();
        PlainClient b = rig.bridge.openPlain("10.0.0.7", second);
        a.put("CT", Rig.volume(), 1);
        assertThat(b.session().images()).isEmpty();
        rig.executor.runAll();
        assertThat(second.events()).isEmpty();
        assertThat(outbox.timesReplaced()).isZero();

        a.detach(outbox);
        RecordingOutbox third = new RecordingOutbox();
        PlainClient again = rig.bridge.openPlain("10.0.0.7", third);
        assertThat(third.status(onlyJob(again))).isEmpty();
    }

    @Test
    void rulesThatMakeNoSense() {
        assertThatThrownBy(() -> new PlainRule("x", "m", Map.of(), SegmentOptions.PLAIN, Duration.ofSeconds(1)))
                .hasMessage("rule x has no channel (expected when.<channel> = <pattern>)");
        assertThatThrownBy(() -> new PlainRule("x", "m", Map.of("CT", ""), SegmentOptions.PLAIN, Duration.ofSeconds(1)))
                .hasMessage("rule x: when.CT is empty (expected a pattern of device names)");
        assertThatThrownBy(() -> new PlainRule(
                        "x", "m", Map.of("CT", "*"), SegmentOptions.PLAIN.withAfter(true), Duration.ofSeconds(1)))
                .hasMessage("rule x: after = true (expected false: a rule runs on a new image)");
        assertThatThrownBy(() -> new PlainRule("x", "m", Map.of("CT", "*"), SegmentOptions.PLAIN, Duration.ZERO))
                .hasMessage("rule x: timeout = PT0S (expected more than 0)");
        assertThatThrownBy(() -> new Rig(BridgeLimits.DEFAULT, CT, CT))
                .hasMessage("two rules are named ct (expected unique names)");
    }

    @Test
    void patterns() {
        assertThat(new DevicePattern("CT*").match("CT")).contains("\0");
        assertThat(new DevicePattern("CT*").match("CT_1")).contains("_1\0");
        assertThat(new DevicePattern("CT*").match("aCT")).isEmpty();
        assertThat(new DevicePattern("*_t?").match("p_t1")).contains("p\0");
        assertThat(new DevicePattern("a.b[1]").match("a.b[1]")).contains("");
        assertThat(new DevicePattern("a.b").match("axb")).isEmpty();
        assertThat(new DevicePattern("**").match("x")).contains("x\0");
    }
}
