package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foldlink.inference.TestModels.model;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.EnsembleSegmenter;
import org.foldlink.inference.FakeRuntime;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An urgent job beside a normal one, on the real engine over a runtime that waits for the test, through real sockets. */
@Timeout(60)
class PriorityTest {

    @TempDir
    Path folder;

    /** One permit a pass; {@code begun} has one for each pass that has asked for its own. */
    private final Semaphore permits = new Semaphore(0);

    private final Semaphore begun = new Semaphore(0);
    private final FakeRuntime runtime = new FakeRuntime(0.5f, () -> {
        begun.release();
        permits.acquireUninterruptibly();
    });
    private final EnsembleSegmenter engine =
            new EnsembleSegmenter(runtime, EngineSettings.defaults().withThreads(2));
    private Rig rig;
    private String model = "";

    @BeforeEach
    void start() throws Exception {
        ModelDescriptor two = model().noMirroring().write(folder, "threshold", "threshold");
        model = two.id();
        PlainRule rule = new PlainRule(
                "rule", two.id(), Map.of("channel 0", "CT*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
        rig = new Rig(Rig.SETTINGS, BridgeLimits.DEFAULT, engine, List.of(two), rule);
    }

    @AfterEach
    void stop() {
        permits.release(1 << 20);
        rig.close();
        engine.close();
    }

    private void segment(TestClient client, String job, String options) throws Exception {
        client.command(
                "Segment",
                "{\"job\": \"" + job + "\", \"model\": \"" + model + "\", \"inputs\": {\"channel 0\": \"scan\"},"
                        + " \"options\": {" + options + "}}");
    }

    /** A normal job in its second tile, and an urgent one of another client that waits for the tile's end. */
    private void urgentInLine(TestClient client, TestClient other) throws Exception {
        client.command("Hello", "{\"session\": \"00112233445566778899aabbccddeeff\"}");
        client.image("scan", Rig.image(1));
        segment(client, "slow", "");
        permits.release();
        begun.acquire(2);
        other.command("Hello", "{\"session\": \"ffeeddccbbaa99887766554433221100\"}");
        other.image("scan", Rig.image(1));
        segment(other, "now", "\"priority\": \"urgent\"");
        while (!someoneWaitsForATurn()) {
            Thread.onSpinWait();
        }
    }

    /** Nothing is told of a run that waits: its thread's stack is. */
    private static boolean someoneWaitsForATurn() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("org.foldlink.inference.Turns$Turn")
                        && frame.getMethodName().equals("queueFor"));
    }

    private static boolean paused(Packet packet) {
        try {
            return packet.device().equals("slow.progress")
                    && TestClient.json(packet).get("phase").asText().equals("paused");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(Packet packet) {
        ByteBuffer pixels = ((ImageMessage) packet.message()).pixels();
        byte[] bytes = new byte[pixels.remaining()];
        pixels.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void theUrgentJobRunsFromTheNextTileOnAndTheOtherGoesOnAfterwardsToTheSameResult() throws Exception {
        try (TestClient client = rig.client();
                TestClient other = rig.client()) {
            urgentInLine(client, other);
            int opened = runtime.opened.get();
            permits.release();
            begun.acquire();
            assertThat(runtime.opened.get()).isEqualTo(opened + 1);
            client.await(PriorityTest::paused);

            permits.release(1 << 10);
            Packet urgent = other.results("now").get("now.labels");
            TestClient.Results slow = client.results("slow");
            assertThat(bytes(slow.get("slow.labels"))).isEqualTo(bytes(urgent)).contains(1);
            segment(client, "alone", "");
            TestClient.Results alone = client.results("alone");
            assertThat(bytes(slow.get("slow.labels"))).isEqualTo(bytes(alone.get("alone.labels")));
            assertThat(TestClient.json(slow.get("slow.result"))
                            .at("/seconds/paused")
                            .asDouble())
                    .isPositive();
            assertThat(TestClient.json(alone.get("alone.result")).at("/seconds").has("paused"))
                    .isFalse();
            assertThat(runtime.closed.get()).isEqualTo(runtime.opened.get()).isEqualTo(6);
        }
    }

    @Test
    void aCancelOfThePausedJobIsDoneWhileTheUrgentOneStillRuns() throws Exception {
        try (TestClient client = rig.client();
                TestClient other = rig.client()) {
            urgentInLine(client, other);
            permits.release();
            begun.acquire();
            client.await(PriorityTest::paused);
            assertThat(client.command("Cancel", "{\"job\": \"slow\"}")
                            .get("outcome")
                            .asText())
                    .isEqualTo("stopped");
            assertThat(client.status("slow.status").errorName()).isEqualTo("cancelled");
            assertThat(runtime.passes.get()).isEqualTo(3);
            permits.release(1 << 10);
            other.results("now");
        }
    }

    @Test
    void aBridgeThatStopsEndsThePausedAndTheUrgentJob() throws Exception {
        try (TestClient client = rig.client();
                TestClient other = rig.client()) {
            urgentInLine(client, other);
            permits.release();
            begun.acquire();
            client.await(PriorityTest::paused);
            Thread closing = new Thread(rig::close);
            closing.start();
            assertThat(client.status("slow.status").errorName()).isEqualTo("shutting_down");
            permits.release(1 << 10);
            assertThat(other.status("now.status").errorName()).isEqualTo("shutting_down");
            closing.join();
            assertThat(runtime.closed.get()).isEqualTo(runtime.opened.get());
        }
    }
}
