package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.foldlink.inference.Finding;
import org.foldlink.protocol.codec.PacketEncoder;
import org.foldlink.protocol.message.CommandMessage;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.Ijk;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.Matrix3x4;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.wire.Crc64;
import org.foldlink.protocol.wire.Header;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.session.BridgeLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every kind of bad input that the wire can bring has its own answer, and the connection outlives all but broken framing. */
@Timeout(60)
class BadInputTest {

    private Rig rig;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        log = new LogCapture();
        rig = new Rig(Rig.SETTINGS);
    }

    @AfterEach
    void stop() {
        rig.close();
        log.close();
    }

    // ---- framing

    @Test
    void httpIsNamedAndClosed() throws Exception {
        closes("GET /patients/DOE HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "HTTP request");
        assertThat(log.text()).doesNotContain("DOE");
    }

    @Test
    void aTlsHelloIsNamedAndClosed() throws Exception {
        closes(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03}, "TLS hello");
    }

    @Test
    void aHeaderOfVersion3IsNamedAndClosed() throws Exception {
        byte[] bytes = PacketEncoder.encode(Packet.v1("scan", Rig.image(1))).toByteArray();
        bytes[1] = 3;
        closes(bytes, "version = 3 (expected 1 or 2; OpenIGTLink protocol 3 is header version 2)");
    }

    @Test
    void randomBytesAreClosed() throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            byte[] bytes = new byte[200];
            new Random(seed).nextBytes(bytes);
            closes(bytes, "broken framing: header");
        }
    }

    @Test
    void anImpossibleBodySizeIsClosed() throws Exception {
        byte[] bytes = PacketEncoder.encode(Packet.v1("scan", Rig.image(1))).toByteArray();
        Arrays.fill(bytes, 42, 50, (byte) 0xff);
        closes(bytes, "header body_size = 18446744073709551615");
    }

    private void closes(byte[] bytes, String reason) throws Exception {
        try (TestClient client = rig.client()) {
            client.send(bytes);
            client.awaitClosed();
        }
        await().untilAsserted(
                        () -> assertThat(log.text()).contains("broken framing").contains(reason));
        stillServes();
    }

    private void stillServes() throws Exception {
        try (TestClient client = rig.client()) {
            client.command("Hello", "{}");
        }
    }

    @Test
    void framingFaultsThatAPeerRepeatsDoNotFillTheLog() throws Exception {
        for (int n = 0; n < 60; n++) {
            try (TestClient client = rig.client()) {
                client.send("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
                client.awaitClosed();
            }
        }
        assertThat(log.lines().stream()
                        .filter(l -> l.contains("event=broken_framing"))
                        .count())
                .isBetween(1L, 20L);
        stillServes();
    }

    // ---- images

    @Test
    void aWrongChecksumIsAnsweredUnderTheImagesName() throws Exception {
        byte[] bytes = PacketEncoder.encode(Packet.v1("scan", Rig.image(1))).toByteArray();
        bytes[200] ^= 1;
        StatusMessage status = answer(bytes);
        assertThat(status.code()).isEqualTo(9);
        assertThat(status.errorName()).isEqualTo("checksum");
        assertThat(status.text()).startsWith("IMAGE crc = ").contains("the checksum of its body");
    }

    @Test
    void aSizeOf0IsAnswered() throws Exception {
        assertThat(answer(withImageField(body -> body.putShort(10, (short) 0))).text())
                .isEqualTo("IMAGE size[2] = 0 (expected 1..65535)");
    }

    @Test
    void aSizeThatDoesNotMatchTheScalarTypeIsAnswered() throws Exception {
        assertThat(answer(withImageField(body -> body.put(3, (byte) 10))).text())
                .isEqualTo("IMAGE pixels = 1920 bytes (expected 3840 bytes)");
        assertThat(answer(withImageField(body -> body.put(3, (byte) 9))).text())
                .isEqualTo("IMAGE scalar_type = 9 (expected 2 int8, 3 uint8, 4 int16, 5 uint16, 6 int32, 7 uint32, 10"
                        + " float32 or 11 float64)");
    }

    @Test
    void aHugeDeclaredSizeIsRefusedBeforeItsBytesCome() throws Exception {
        rig.close();
        rig = new Rig(Rig.SETTINGS.withLimits(100_000, 1 << 20));
        try (TestClient client = rig.client()) {
            byte[] bytes = PacketEncoder.encode(Packet.v1("scan", Rig.image(new Ijk(100, 100, 20), 1)))
                    .toByteArray();
            client.send(Arrays.copyOf(bytes, 58));
            StatusMessage status = client.status("scan");
            assertThat(status.code()).isEqualTo(8);
            assertThat(status.text()).isEqualTo("IMAGE body_size = 400072 (expected 0..100000)");
            client.send(Arrays.copyOfRange(bytes, 58, bytes.length));
            client.command("Hello", "{}");
        }
    }

    @Test
    void anImageOverTheSessionsMemoryIsDrainedAndAnswered() throws Exception {
        rig.close();
        BridgeLimits d = BridgeLimits.DEFAULT;
        rig = new Rig(
                Rig.SETTINGS,
                new BridgeLimits(
                        d.sessions(),
                        d.hold(),
                        d.plainHold(),
                        300_000,
                        d.imageBytes(),
                        d.resultBytesPerSession(),
                        d.resultBytes(),
                        d.runBytes(),
                        d.runs(),
                        d.queuedPerSession(),
                        d.queued(),
                        d.jobsPerSession(),
                        d.inputWait(),
                        d.progressInterval()));
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(new Ijk(100, 100, 20), 1));
            StatusMessage status = client.status("scan");
            assertThat(status.code()).isEqualTo(8);
            assertThat(status.errorName()).isEqualTo("overflow");
            client.image("small", Rig.image(1));
            client.send(Packet.v1("small", QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(client.device("small").message()).isEqualTo(Rig.image(1));
        }
    }

    @Test
    void aMatrixThatIsNoGridIsAnswered() throws Exception {
        float[] nan = Rig.MATRIX.toArray();
        nan[4] = Float.NaN;
        assertThat(answer(withMatrix(nan)).text())
                .startsWith("IMAGE matrix = [")
                .endsWith("] (expected 12 finite numbers)");
        float[] flat = Rig.MATRIX.toArray();
        flat[6] = flat[0];
        flat[7] = flat[1];
        flat[8] = flat[2];
        assertThat(answer(withMatrix(flat)).text())
                .isEqualTo("IMAGE matrix determinant = 0.0 (expected three independent directions)");
    }

    @Test
    void partsAndVectorsAreNoVolumes() throws Exception {
        ByteBuffer pixels = Rig.pixels(Rig.SIZE, 1, ByteOrder.LITTLE_ENDIAN);
        ImageMessage vector = new ImageMessage(
                new Ijk(12, 10, 4),
                2,
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                Rig.MATRIX,
                Ijk.ZERO,
                new Ijk(12, 10, 4),
                pixels);
        assertThat(answer(PacketEncoder.encode(Packet.v1("scan", vector)).toByteArray())
                        .text())
                .isEqualTo("IMAGE components = 2 (expected 1, a scalar volume)");
        ImageMessage part = new ImageMessage(
                new Ijk(12, 10, 16),
                1,
                ScalarType.INT16,
                ByteOrder.LITTLE_ENDIAN,
                CoordinateFrame.RAS,
                Rig.MATRIX,
                Ijk.ZERO,
                Rig.SIZE,
                pixels);
        assertThat(answer(PacketEncoder.encode(Packet.v1("scan", part)).toByteArray())
                        .text())
                .isEqualTo("IMAGE subvolume_size = 12 x 10 x 8 (expected the whole grid, 12 x 10 x 16)");
    }

    @Test
    void aBodyTooShortForItsTypeIsAnswered() throws Exception {
        byte[] bytes = packet(ByteBuffer.allocate(10));
        assertThat(answer(bytes).errorName()).isEqualTo("bad_message");
    }

    @Test
    void anEarlierImageOfTheNameStaysWhenALaterOneIsBad() throws Exception {
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(1));
            byte[] bytes = PacketEncoder.encode(Packet.v1("scan", Rig.image(2))).toByteArray();
            bytes[300] ^= 1;
            client.send(bytes);
            client.status("scan");
            client.send(Packet.v1("scan", QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(client.device("scan").message()).isEqualTo(Rig.image(1));
        }
    }

    @Test
    void aDeviceNameCutWithinACharacterIsNoError() throws Exception {
        try (TestClient client = rig.client()) {
            byte[] bytes = PacketEncoder.encode(Packet.v1("aaaaaaaaaaaaaaaaaaa", Rig.image(1)))
                    .toByteArray();
            bytes[14 + 19] = (byte) 0xc3; // the first half of ä
            client.send(bytes);
            client.send(Packet.v1("aaaaaaaaaaaaaaaaaaa", QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(client.device("aaaaaaaaaaaaaaaaaaa").message()).isEqualTo(Rig.image(1));
        }
    }

    /** Sends the bytes as device "scan", expects a STATUS of that name, and that the connection still serves. */
    private StatusMessage answer(byte[] bytes) throws Exception {
        try (TestClient client = rig.client()) {
            client.send(bytes);
            StatusMessage status = client.status("scan");
            client.command("Hello", "{}");
            return status;
        }
    }

    private interface BodyEdit {
        void edit(ByteBuffer body);
    }

    /** An IMAGE whose body is changed before it is packed, so that its checksum is right. */
    private static byte[] withImageField(BodyEdit edit) {
        byte[] all = PacketEncoder.encode(Packet.v1("scan", Rig.image(1))).toByteArray();
        ByteBuffer body = ByteBuffer.wrap(Arrays.copyOfRange(all, 58, all.length));
        edit.edit(body);
        return packet(body);
    }

    /** An IMAGE of any body, its checksum right. */
    private static byte[] packet(ByteBuffer body) {
        int size = body.remaining();
        ByteBuffer all = ByteBuffer.allocate(Header.SIZE + size);
        new Header(1, "IMAGE", "scan", Timestamp.NOT_SET, size, Crc64.of(body.duplicate())).write(all);
        return all.put(body).array();
    }

    private static byte[] withMatrix(float[] matrix) {
        return PacketEncoder.encode(Packet.v1(
                        "scan",
                        ImageMessage.whole(
                                Rig.SIZE,
                                ScalarType.INT16,
                                ByteOrder.LITTLE_ENDIAN,
                                CoordinateFrame.RAS,
                                Matrix3x4.of(matrix),
                                Rig.pixels(Rig.SIZE, 1, ByteOrder.LITTLE_ENDIAN))))
                .toByteArray();
    }

    // ---- commands

    @Test
    void aCommandRefusedByItsFormSaysWhatIsExpected() throws Exception {
        try (TestClient client = rig.client()) {
            refused(
                    client,
                    "Segmentt",
                    "{}",
                    "unknown_command",
                    "name",
                    "command \"Segmentt\" is unknown (expected one of Cancel, Check, Classify, Hello, Jobs, Model, Models,"
                            + " Patient, Referral, Release, Results, Segment, Site, Subscribe, Symptoms)");
            refused(
                    client,
                    "Models",
                    "{\"a\": ",
                    "bad_json",
                    "content",
                    "content is no JSON at line 1, column 7 (expected one JSON object in UTF-8)");
            refused(
                    client,
                    "Models",
                    "[1]",
                    "bad_json",
                    "content",
                    "content is JSON but no object (expected one JSON object)");
            refused(
                    client,
                    "Models",
                    "{} {}",
                    "bad_json",
                    "content",
                    "content is no JSON at line 1, column 4 (expected one JSON object in UTF-8)");
            refused(
                    client,
                    "Models",
                    "{\"all\": true}",
                    "unknown_field",
                    "all",
                    "field all is unknown (expected no fields)");
            refused(client, "Model", "{\"id\": 7}", "bad_field", "id", "field id = 7 (expected a text)");
            refused(client, "Model", "{}", "bad_field", "id", "field id is missing (expected a text)");
            refused(client, "Classify", "{}", "bad_field", "job", "field job is missing (expected a text)");
            refused(
                    client,
                    "Subscribe",
                    "{}",
                    "not_supported",
                    "",
                    "command Subscribe is not supported by this version of the bridge");
            refused(
                    client,
                    "Hello",
                    "{\"dialogue\": \"2.0\"}",
                    "version",
                    "dialogue",
                    "dialogue = \"2.0\" (expected 1.x; use a client and a bridge of the same major version)");
            refused(
                    client,
                    "Release",
                    "{}",
                    "bad_field",
                    "job",
                    "Release names a job or a device (expected exactly one of the two)");
            refused(
                    client,
                    "Segment",
                    "{\"job\": \"a\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}, \"options\": {\"region\":"
                            + " {\"min\": [0, 0], \"max\": [1, 1, 1]}}}",
                    "bad_field",
                    "options.region.min",
                    "field options.region.min = [0,0] (expected three numbers)");
        }
    }

    @Test
    void aCommandRefusedByTheSessionNamesTheField() throws Exception {
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(1));
            assertThat(error(client, "Hello", "{\"session\": \"x\"}")).isEqualTo("bad_session session");
            assertThat(error(client, "Segment", segment("a", "nope", "CT", "{}")))
                    .isEqualTo("unknown_model model");
            assertThat(error(client, "Segment", segment("a", "abdomen", "MR", "{}")))
                    .startsWith("unknown_channel ");
            assertThat(error(client, "Segment", segment("A!", "abdomen", "CT", "{}")))
                    .isEqualTo("bad_job job");
            assertThat(error(client, "Segment", segment("a", "abdomen", "CT", "{\"fold\": 1}")))
                    .isEqualTo("unknown_option options.fold");
            assertThat(error(client, "Segment", segment("a", "abdomen", "CT", "{\"results\": [\"surf\"]}")))
                    .isEqualTo("bad_option options.results");
            assertThat(error(
                            client,
                            "Segment",
                            segment("a", "abdomen", "CT", "{\"region\": {\"min\": [9, 0, 0], \"max\": [1, 1, 1]}}")))
                    .isEqualTo("bad_region options.region");
            for (String command : List.of("Cancel", "Results", "Release")) {
                assertThat(error(client, command, "{\"job\": \"zz\"}")).isEqualTo("unknown_job job");
            }
            assertThat(error(client, "Check", "{\"model\": \"nope\", \"inputs\": {}}"))
                    .isEqualTo("unknown_model model");
        }
    }

    @Test
    void aSingleSliceOrAMissingChannelIsRefusedByTheCheck() throws Exception {
        rig.segmenter.findings =
                List.of(new Finding(Finding.Level.ERROR, "single_slice", "CT", "CT has 1 slice (expected a volume)"));
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(1));
            JsonNode check = client.command("Check", "{\"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}}");
            assertThat(check.get("ok").asBoolean()).isFalse();
            assertThat(check.get("findings").get(0).toString())
                    .isEqualTo("{\"level\":\"error\",\"code\":\"single_slice\",\"field\":\"CT\","
                            + "\"message\":\"CT has 1 slice (expected a volume)\"}");
            JsonNode error = client.refused("Segment", segment("a", "abdomen", "CT", "{}"));
            assertThat(error.get("code").asText()).isEqualTo("single_slice");
            assertThat(error(client, "Segment", segment("a", "glioma", "t1", "{}")))
                    .startsWith("missing_channel ");
        }
    }

    @Test
    void aSecondJobUnderARunningNameIsRefused() throws Exception {
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(1));
            client.command("Segment", ServerTest.SEGMENT);
            assertThat(error(client, "Segment", ServerTest.SEGMENT)).isEqualTo("job_running job");
            rig.segmenter.open();
            TestClient.Results results = client.results("ab12");
            assertThat(results.devices()).contains("ab12.labels");
        }
    }

    @Test
    void aReplyAlwaysComesWhateverTheContentIs() throws Exception {
        try (TestClient client = rig.client()) {
            ByteArrayOutputStream deep = new ByteArrayOutputStream();
            for (int n = 0; n < 5000; n++) {
                deep.write('[');
            }
            assertThat(error(client, "Models", deep.toString(StandardCharsets.US_ASCII)))
                    .isEqualTo("bad_json content");
            assertThat(error(client, "Models", "{\"a\": \"" + "x".repeat(65_600) + "\"}"))
                    .isEqualTo("too_long content");
            // UTF-8 whatever the encoding field says.
            client.send(Packet.v2(
                    "command",
                    Metadata.EMPTY,
                    new CommandMessage(
                            77,
                            "Model",
                            4,
                            new String(
                                    "{\"id\": \"ä\"}".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))));
            Packet reply = client.await(p -> p.metadata().get("ErrorMessage").isPresent());
            assertThat(reply.metadata().get("ErrorMessage"))
                    .hasValueSatisfying(m -> assertThat(m).contains("ä"));
        }
    }

    @Test
    void noDeviceNameReachesTheLog() throws Exception {
        rig.segmenter.open();
        try (TestClient client = rig.client()) {
            client.image("DOE^JANE", Rig.image(1));
            client.command("Segment", "{\"job\": \"a\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"DOE^JANE\"}}");
            client.results("a");
            byte[] bytes =
                    PacketEncoder.encode(Packet.v1("DOE^JANE", Rig.image(1))).toByteArray();
            bytes[200] ^= 1;
            client.send(bytes);
            client.status("DOE^JANE");
            client.refused("Release", "{\"device\": \"DOE^JOHN\"}");
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(log.text()).contains("disconnected"));
        assertThat(log.text()).doesNotContain("DOE");
    }

    private static String segment(String job, String model, String channel, String options) {
        return "{\"job\": \"" + job + "\", \"model\": \"" + model + "\", \"inputs\": {\"" + channel
                + "\": \"scan\"}, \"options\": " + options + "}";
    }

    private static String error(TestClient client, String command, String json) throws Exception {
        JsonNode error = client.refused(command, json);
        assertThat(error.get("message").asText()).isNotBlank();
        return error.get("code").asText() + " " + error.get("field").asText();
    }

    private static void refused(
            TestClient client, String command, String json, String code, String field, String message)
            throws Exception {
        JsonNode error = client.refused(command, json);
        assertThat(error.get("message").asText()).isEqualTo(message);
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("field").asText()).isEqualTo(field);
    }
}
