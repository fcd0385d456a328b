package org.foldlink.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foldlink.inference.CancelToken;
import org.foldlink.inference.CancelledException;
import org.foldlink.inference.SegmentationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownTest {

    private static final JobEvent.Failure GOING = new JobEvent.Failure(
            ErrorCode.SHUTTING_DOWN, "server", "the server is shutting down: run again when it is back");

    private final RecordingOutbox outbox = new RecordingOutbox();
    private final FakeSegmenter segmenter = new FakeSegmenter();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private Session startedWithARunAndAQueue(Bridge bridge) throws Exception {
        Session session = bridge.open(Rig.ALICE, outbox);
        session.put("scan", Rig.volume(), 1);
        session.segment(Rig.ct("run"));
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        session.segment(Rig.ct("queued"));
        session.segment(Rig.ct("waits", SegmentOptions.DEFAULT.withAfter(true)));
        return session;
    }

    @Test
    void givesTheRunningJobItsGrace() throws Exception {
        segmenter.script = (request, listener, cancel) -> {
            started.countDown();
            await(go);
            return FakeSegmenter.result(request);
        };
        Bridge bridge = Bridge.start(Rig.setup(segmenter, BridgeLimits.DEFAULT));
        Session session = startedWithARunAndAQueue(bridge);
        Thread stopping = new Thread(() -> bridge.shutdown(Duration.ofSeconds(30)));
        stopping.start();
        while (outbox.statuses("queued").isEmpty() || outbox.statuses("waits").isEmpty()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> session.segment(Rig.ct("late")))
                .hasMessage("the server is shutting down: run again when it is back");
        assertThatThrownBy(() -> bridge.open(Rig.BOB, outbox)).isInstanceOf(RequestException.class);
        assertThat(outbox.statuses("run")).isEmpty();
        go.countDown();
        stopping.join();
        assertThat(outbox.status("run")).isEmpty();
        assertThat(outbox.devices()).contains("run.labels", "run.result");
        assertThat(outbox.status("queued")).contains(GOING);
        assertThat(outbox.status("waits")).contains(GOING);
        assertThat(segmenter.runs).hasSize(1);
    }

    @Test
    void stopsWhatRunsLongerThanTheGrace() throws Exception {
        segmenter.script = (request, listener, cancel) -> {
            started.countDown();
            CancelToken.Registration registration = cancel.onCancel(go::countDown);
            await(go);
            registration.close();
            throw new CancelledException();
        };
        Bridge bridge = Bridge.start(Rig.setup(segmenter, BridgeLimits.DEFAULT));
        startedWithARunAndAQueue(bridge);
        bridge.close();
        assertThat(outbox.status("run")).contains(GOING);
        assertThat(outbox.status("queued")).contains(GOING);
        bridge.close();
    }

    @Test
    void anEngineThatEndsBeforeUsIsNotTheModelsFault() throws Exception {
        segmenter.script = (request, listener, cancel) -> {
            started.countDown();
            await(go);
            throw new SegmentationException(
                    SegmentationException.Code.BAD_MODEL, "model", "fold_1/model.onnx is not a network");
        };
        Bridge bridge = Bridge.start(Rig.setup(segmenter, BridgeLimits.DEFAULT));
        startedWithARunAndAQueue(bridge);
        Thread stopping = new Thread(() -> bridge.shutdown(Duration.ofSeconds(30)));
        stopping.start();
        while (outbox.statuses("queued").isEmpty()) {
            Thread.onSpinWait();
        }
        go.countDown();
        stopping.join();
        assertThat(outbox.status("run")).contains(GOING);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
