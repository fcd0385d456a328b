package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are slow, stuck, dead or not welcome, and servers that come and go. */
@Timeout(90)
class SlowPeersTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Ijk LARGE = new Ijk(256, 256, 64); // 8 MiB int16, 4 MiB of labels: more than sockets buffer

    private LogCapture log;

    @BeforeEach
    void capture() {
        log = new LogCapture();
    }

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void aClientThatNeverReadsHoldsUpNobodyAndIsDisconnectedAtLast() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withTimes(LONG, LONG, Duration.ofSeconds(3)));
                TestClient deaf = rig.client();
                TestClient client = rig.client()) {
            rig.segmenter.open();
            client.command("Hello", ServerTest.SESSION);
            deaf.command("Hello", "{\"session\": \"ffeeddccbbaa99887766554433221100\"}");
            deaf.image("scan", Rig.image(LARGE, 1));
            deaf.send(Packet.v2("command", Metadata.EMPTY, CommandMessage.of(9, "Segment", ServerTest.SEGMENT)));
            for (int n = 0; n < 8; n++) {
                deaf.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            }
            // What it sends is still taken, whatever it leaves unread.
            deaf.image("other", Rig.image(LARGE, 2));

            client.image("scan", Rig.image(3));
            client.command("Segment", ServerTest.SEGMENT);
            assertThat(ServerTest.bytes(client.results("ab12").get("ab12.labels")))
                    .isEqualTo(Rig.labels(Rig.SIZE, 3, 2));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(log.text()).contains("it took nothing for 3 s; its session is held"));
            try (TestClient back = rig.client()) {
                back.command("Hello", "{\"session\": \"ffeeddccbbaa99887766554433221100\"}");
                TestClient.Results results = back.results("ab12");
                assertThat(ServerTest.bytes(results.get("ab12.labels"))).isEqualTo(Rig.labels(LARGE, 1, 2));
            }
            client.command("Hello", "{}");
        }
    }

    @Test
    void aReplyOvertakesQueuedImages() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS);
                TestClient client = rig.client()) {
            client.image("scan", Rig.image(LARGE, 1));
            for (int n = 0; n < 6; n++) {
                client.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            }
            client.send(Packet.v2("command", Metadata.EMPTY, CommandMessage.of(5, "Models", "{}")));
            // All of it is queued before the first byte is read.
            await().until(() -> rig.server.connections() == 1);
            Thread.sleep(500);
            List<Packet> all = client.until(p -> p.message().type().equals("RTS_COMMAND"));
            assertThat(all.size()).isBetween(1, 4);
            client.until(p -> p.message() instanceof ImageMessage);
        }
    }

    @Test
    void moreThanTheLimitOfWhatCannotBeDroppedDisconnects() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withLimits(1 << 30, 20 << 20));
                TestClient client = rig.client()) {
            client.image("scan", Rig.image(LARGE, 1));
            for (int n = 0; n < 12; n++) {
                client.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            }
            await().untilAsserted(() -> assertThat(log.text())
                    .contains("over 20971520 bytes wait for it that cannot be dropped; its session is held"));
            client.awaitClosed();
        }
    }

    @Test
    void oneByteAtATimeIsProgressUntilTheTimeForAMessageIsOver() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withTimes(Duration.ofSeconds(2), Duration.ofSeconds(4), LONG));
                TestClient client = rig.client()) {
            byte[] image = PacketEncoder.encode(Packet.v1("scan", Rig.image(1))).toByteArray();
            long start = System.nanoTime();
            assertThatThrownBy(() -> {
                        for (byte b : image) {
                            client.send(new byte[] {b});
                            Thread.sleep(100);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(3));
            assertThat(log.text()).contains("a message was not whole after 4 s");
        }
    }

    @Test
    void aSlowMessageThatIsWholeInTimeIsServed() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withTimes(Duration.ofSeconds(5), LONG, LONG));
                TestClient client = rig.client()) {
            byte[] query = PacketEncoder.encode(Packet.v1("q", QueryMessage.of(Verb.GET, "STATUS")))
                    .toByteArray();
            for (byte b : query) {
                client.send(new byte[] {b});
                Thread.sleep(5);
            }
            assertThat(client.status("q").code()).isEqualTo(1);
        }
    }

    @Test
    void silenceBeforeTheFirstMessageAndInsideAMessageCloses() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withTimes(Duration.ofSeconds(2), LONG, LONG))) {
            try (TestClient silent = rig.client()) {
                silent.awaitClosed();
                assertThat(log.text()).contains("no byte for 2 s before the first message");
            }
            try (TestClient stuck = rig.client()) {
                stuck.command("Hello", "{}");
                stuck.send(new byte[] {0, 1, 'I', 'M', 'A'});
                stuck.awaitClosed();
                assertThat(log.text()).contains("no byte for 2 s inside a message");
            }
            try (TestClient quiet = rig.client()) {
                quiet.command("Hello", "{}");
                Thread.sleep(3000);
                quiet.command("Hello", "{}");
            }
        }
    }

    @Test
    void aClientKilledInMidVolumeLosesNothingThatWasWhole() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            try (TestClient client = rig.client()) {
                client.command("Hello", ServerTest.SESSION);
                client.image("scan", Rig.image(1));
                client.command("Hello", ServerTest.SESSION);
                byte[] image = PacketEncoder.encode(Packet.v1("scan", Rig.image(LARGE, 2)))
                        .toByteArray();
                client.send(java.util.Arrays.copyOf(image, image.length / 2));
                client.kill();
            }
            await().untilAsserted(() -> assertThat(log.text()).contains("in the middle of a message"));
            try (TestClient back = rig.client()) {
                back.command("Hello", ServerTest.SESSION);
                back.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
                assertThat(back.device("scan").message()).isEqualTo(Rig.image(1));
            }
        }
    }

    @Test
    void aClientKilledInMidJobComesBackToItsFinalResult() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            try (TestClient client = rig.client()) {
                client.command("Hello", ServerTest.SESSION);
                client.image("scan", Rig.image(1));
                client.command("Segment", ServerTest.SEGMENT);
                rig.segmenter.folds.release(2);
                client.device("ab12.labels");
                client.kill();
            }
            await().until(() -> rig.server.connections() == 0);
            rig.segmenter.open();
            try (TestClient back = rig.client()) {
                assertThat(back.command("Hello", ServerTest.SESSION).get("jobs").toString())
                        .isEqualTo("[\"ab12\"]");
                TestClient.Results results = back.results("ab12");
                assertThat(ServerTest.bytes(results.get("ab12.labels"))).isEqualTo(Rig.labels(Rig.SIZE, 1, 2));
                assertThat(results.get("ab12.labels").metadata().get("Final")).contains("true");
            }
        }
    }

    @Test
    void aSessionTakenUpByAnotherConnectionLeavesTheFirst() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS);
                TestClient first = rig.client();
                TestClient second = rig.client()) {
            first.command("Hello", ServerTest.SESSION);
            second.command("Hello", ServerTest.SESSION);
            first.awaitClosed();
            assertThat(log.text()).contains("its session was taken up by another connection");
            second.command("Hello", ServerTest.SESSION);
        }
    }

    @Test
    void anAddressBeyondLoopbackNeedsNetworks() {
        assertThatThrownBy(() -> new Rig(Rig.SETTINGS.withListen(new HostPort("0.0.0.0", 0))))
                .isInstanceOf(ServerStartException.class)
                .hasMessage(
                        "host \"0.0.0.0\" is not loopback and no network is allowed (the wire is clear text: name the"
                                + " networks that may connect with allow, such as 10.1.0.0/16)");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            HostPort taken = rig.server.address();
            assertThatThrownBy(() -> new Rig(Rig.SETTINGS.withListen(taken)))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessage("cannot listen on " + taken
                            + ": the port is in use (stop the program that has the port, or choose another; 0 takes any"
                            + " free one)");
        }
    }

    @Test
    void oneClientMoreThanTheLimitIsRefused() throws Exception {
        try (Rig rig = new Rig(Rig.SETTINGS.withMaxClients(1));
                TestClient client = rig.client()) {
            client.command("Hello", "{}");
            try (TestClient second = rig.client()) {
                second.awaitClosed();
            }
            assertThat(log.text()).contains("refused: 1 clients are connected");
            client.command("Hello", "{}");
        }
    }

    @Test
    void shutdownTellsWhoWaits() throws Exception {
        Rig rig = new Rig(Rig.SETTINGS);
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(1));
            client.command("Segment", ServerTest.SEGMENT);
            rig.close();
            assertThat(client.status("ab12.status").errorName()).isEqualTo("shutting_down");
            client.awaitClosed();
        }
        assertThat(rig.server.connections()).isZero();
    }

    @Test
    void aServerThatTheBridgeCallsIsAPlainClientAndIsCalledAgain() throws Exception {
        try (ServerSocket scanner = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            scanner.setSoTimeout(20_000);
            HostPort address = new HostPort("127.0.0.1", scanner.getLocalPort());
            try (Rig rig = new Rig(Rig.SETTINGS
                    .withConnect(List.of(new Upstream(address, true)))
                    .withReconnect(Duration.ofMillis(50), Duration.ofMillis(200)))) {
                rig.segmenter.open();
                try (Socket first = scanner.accept()) {
                    assertThat(first.isConnected()).isTrue();
                }
                try (Socket second = scanner.accept();
                        TestClient client = new TestClient(second)) {
                    client.send(Packet.v1("CT", Rig.image(1)));
                    Packet status = client.await(p -> p.message() instanceof StatusMessage);
                    assertThat(((StatusMessage) status.message()).code()).isEqualTo(1);
                    assertThat(status.device()).startsWith("~");
                }
            }
        }
    }
}
