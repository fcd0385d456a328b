package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.foldlink.protocol.message.CapabilityMessage;
import org.foldlink.protocol.message.CoordinateFrame;
import org.foldlink.protocol.message.ImageMessage;
import org.foldlink.protocol.message.ImageMetaMessage;
import org.foldlink.protocol.message.LabelMetaMessage;
import org.foldlink.protocol.message.PointMessage;
import org.foldlink.protocol.message.PolyDataMessage;
import org.foldlink.protocol.message.QueryMessage;
import org.foldlink.protocol.message.QueryMessage.Verb;
import org.foldlink.protocol.message.ScalarType;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.Timestamp;
import org.foldlink.protocol.message.TransformMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dialogue over a real socket: what a client asks, and all that it hears. */
@Timeout(60)
class ServerTest {

    static final String SESSION = "{\"session\": \"00112233445566778899aabbccddeeff\"}";
    static final String SEGMENT = "{\"job\": \"ab12\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}}";

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(Rig.SETTINGS);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void helloSaysWhoAnswersAndIsAPing() throws Exception {
        try (TestClient client = rig.client()) {
            JsonNode hello = client.command(
                    "Hello",
                    "{\"name\": \"test\", \"version\": \"1\", \"dialogue\": \"1.7\","
                            + " \"session\": \"00112233445566778899aabbccddeeff\"}");
            assertThat(hello.get("product").asText()).isEqualTo("FoldLink");
            assertThat(hello.get("version").asText()).isEqualTo("0.1.0-test");
            assertThat(hello.get("dialogue").asText()).isEqualTo("1.0");
            assertThat(hello.get("device").asText()).isEqualTo("CPU, gated 1");
            assertThat(hello.get("jobs")).isEmpty();
            assertThat(hello.get("notice").asText()).isEqualTo("Not for clinical use.");
            assertThat(client.command("Hello", "").get("product").asText()).isEqualTo("FoldLink");
        }
    }

    @Test
    void modelsAreListedAndDescribed() throws Exception {
        try (TestClient client = rig.client()) {
            JsonNode models = client.command("Models", "{}").get("models");
            assertThat(models).hasSize(2);
            assertThat(models.get(0).toString())
                    .isEqualTo("{\"id\":\"abdomen\",\"title\":\"A model of abdomen\",\"task\":\"segmentation\","
                            + "\"channels\":[\"CT\"],\"labels\":2,\"folds\":5}");
            JsonNode model = client.command("Model", "{\"id\": \"abdomen\"}");
            assertThat(model.get("labels").get(0).toString())
                    .isEqualTo("{\"value\":1,\"name\":\"liver\",\"colour\":[200,100,50],\"snomed\":\"10200004\","
                            + "\"terminology\":{\"category\":{\"code\":\"91723000\",\"meaning\":\"Anatomical Structure\"},"
                            + "\"type\":{\"code\":\"10200004\",\"meaning\":\"Liver\"}}}");
            assertThat(model.get("folds").toString()).isEqualTo("[0,1,2,3,4]");
            assertThat(model.get("spacing_zyx").toString()).isEqualTo("[2.0,1.0,1.0]");
            assertThat(model.get("channels").toString()).isEqualTo("[{\"name\":\"CT\",\"modality\":\"CT\"}]");
        }
    }

    @Test
    void aJobStreamsPreviewsAndEndsWithEverything() throws Exception {
        try (TestClient client = rig.client()) {
            client.command("Hello", SESSION);
            client.image("scan", Rig.image(1));
            JsonNode check = client.command("Check", "{\"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}}");
            assertThat(check.get("ok").asBoolean()).isTrue();
            assertThat(check.get("bytes_needed").asLong()).isEqualTo(1000);
            JsonNode accepted = client.command("Segment", SEGMENT);
            assertThat(accepted.get("job").asText()).isEqualTo("ab12");
            JsonNode input = accepted.get("inputs").get("CT");
            assertThat(input.get("device").asText()).isEqualTo("scan");
            assertThat(input.get("size").toString()).isEqualTo("[12,10,8]");
            assertThat(input.get("spacing").toString()).isEqualTo("[0.5,0.75,2.0]");
            assertThat(input.get("awaited").asBoolean()).isFalse();

            rig.segmenter.folds.release(1);
            Packet preview = client.device("ab12.labels");
            assertThat(preview.headerVersion()).isEqualTo(2);
            assertThat(preview.metadata().get("Job")).contains("ab12");
            assertThat(preview.metadata().get("FoldsDone")).contains("1");
            assertThat(preview.metadata().get("Folds")).contains("5");
            assertThat(preview.metadata().get("Final")).contains("false");
            assertThat(bytes(preview)).isEqualTo(Rig.labels(Rig.SIZE, 1, 1));

            rig.segmenter.open();
            TestClient.Results results = client.results("ab12");
            assertThat(results.devices())
                    .contains(
                            "ab12.progress", "ab12.labels", "ab12.boxes", "ab12.centres", "ab12.result", "ab12.status");
            Packet labels = results.get("ab12.labels");
            assertThat(labels.metadata().get("Final")).contains("true");
            assertThat(labels.timestamp()).isEqualTo(new Timestamp(0x1234_5678_0000_0001L));
            ImageMessage image = (ImageMessage) labels.message();
            assertThat(image.size()).isEqualTo(Rig.SIZE);
            assertThat(image.frame()).isEqualTo(CoordinateFrame.RAS);
            assertThat(image.matrix()).isEqualTo(Rig.MATRIX);
            assertThat(image.scalarType()).isEqualTo(ScalarType.UINT8);
            assertThat(bytes(labels)).isEqualTo(Rig.labels(Rig.SIZE, 1, 2));
            assertThat((StatusMessage) results.get("ab12.status").message())
                    .isEqualTo(new StatusMessage(1, 0, "", "done"));
            boxesAndCentresAgreeWithTheResult(results);
        }
    }

    private static void boxesAndCentresAgreeWithTheResult(TestClient.Results results) throws Exception {
        JsonNode result = TestClient.json(results.get("ab12.result"));
        assertThat(result.get("notice").asText()).isEqualTo("Not for clinical use.");
        assertThat(result.get("provenance").get("folds").toString()).isEqualTo("[0,1,2,3,4]");
        assertThat(result.get("part").asInt()).isEqualTo(1);
        assertThat(result.get("of").asInt()).isEqualTo(1);
        PolyDataMessage boxes = (PolyDataMessage) results.get("ab12.boxes").message();
        PointMessage centres = (PointMessage) results.get("ab12.centres").message();
        List<JsonNode> structures = StreamSupport.stream(
                        result.get("structures").spliterator(), false)
                .toList();
        assertThat(structures).hasSize(2);
        assertThat(boxes.points().remaining()).isEqualTo(2 * 8 * 3);
        assertThat(boxes.lines().count()).isEqualTo(2 * 12);
        assertThat(boxes.attributes().get(0).name()).isEqualTo("label");
        assertThat(boxes.attributes().get(0).values().get(7)).isEqualTo(1);
        assertThat(boxes.attributes().get(0).values().get(8)).isEqualTo(2);
        for (int s = 0; s < 2; s++) {
            JsonNode structure = structures.get(s);
            JsonNode box = structure.get("box");
            assertThat(boxes.points().get(s * 24))
                    .isEqualTo((float) box.get("min").get(0).asDouble());
            assertThat(boxes.points().get(s * 24 + 23))
                    .isEqualTo((float) box.get("max").get(2).asDouble());
            PointMessage.Point point = centres.points().get(s);
            assertThat(point.name()).isEqualTo(structure.get("name").asText());
            assertThat(point.x())
                    .isEqualTo((float) structure.get("centre").get(0).asDouble());
            assertThat(point.owner()).isEqualTo("ab12.labels");
            assertThat(point.color().red())
                    .isEqualTo(structure.get("colour").get(0).asInt());
        }
    }

    @Test
    void aPlainClientOfHeaderVersion1GetsWhatAPlainSlicerShows() throws Exception {
        rig.segmenter.open();
        try (TestClient client = rig.client()) {
            client.send(Packet.v1("CT scan", Rig.image(2)));
            Packet status = client.await(p -> p.message() instanceof StatusMessage);
            String job = status.device().substring(0, status.device().indexOf('.'));
            assertThat(job).startsWith("~");
            assertThat(status.headerVersion()).isEqualTo(1);
            Packet labels = client.await(p -> p.device().equals(job + ".labels")
                    && p.message() instanceof ImageMessage
                    && java.util.Arrays.equals(bytes(p), Rig.labels(Rig.SIZE, 2, 2)));
            assertThat(labels.headerVersion()).isEqualTo(1);
            assertThat(client.device(job + ".boxes").message()).isInstanceOf(PolyDataMessage.class);
            assertThat(client.device(job + ".centres").message()).isInstanceOf(PointMessage.class);
            // Once it has sent a 2, so do we.
            client.send(Packet.v2(
                    "",
                    Metadata.of("dummy", "dummy"),
                    StatusMessage.of(org.foldlink.protocol.message.StatusCode.OK, "", "")));
            client.send(Packet.v2("", Metadata.EMPTY, QueryMessage.of(Verb.GET, "CAPABILITY")));
            assertThat(client.await(p -> p.message() instanceof CapabilityMessage)
                            .headerVersion())
                    .isEqualTo(2);
        }
    }

    @Test
    void theFrameFlagAndTheByteOrderAreHonoured() throws Exception {
        rig.segmenter.open();
        float[] lps = Rig.MATRIX.toArray();
        for (int column = 0; column < 4; column++) {
            lps[column * 3] = -lps[column * 3];
            lps[column * 3 + 1] = -lps[column * 3 + 1];
        }
        try (TestClient client = rig.client()) {
            client.image(
                    "scan",
                    ImageMessage.whole(
                            Rig.SIZE,
                            ScalarType.INT16,
                            java.nio.ByteOrder.BIG_ENDIAN,
                            CoordinateFrame.LPS,
                            org.foldlink.protocol.message.Matrix3x4.of(lps),
                            Rig.pixels(Rig.SIZE, 3, java.nio.ByteOrder.BIG_ENDIAN)));
            client.command("Segment", SEGMENT);
            Packet labels = client.results("ab12").get("ab12.labels");
            assertThat(((ImageMessage) labels.message()).matrix()).isEqualTo(Rig.MATRIX);
            assertThat(bytes(labels)).isEqualTo(Rig.labels(Rig.SIZE, 3, 2));
        }
    }

    @Test
    void optionsAreHonouredAndTheResultSaysSo() throws Exception {
        rig.segmenter.open();
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(4));
            client.command(
                    "Segment",
                    "{\"job\": \"x1\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}, \"options\": {\"folds\": 2,"
                            + " \"mirroring\": false, \"results\": [\"labels\", \"doubt\", \"result\"],"
                            + " \"region\": {\"min\": [0, 0, 0], \"max\": [20, 40, 60]}}}");
            TestClient.Results results = client.results("x1");
            assertThat(results.devices()).containsExactlyInAnyOrder("x1.labels", "x1.doubt", "x1.result", "x1.status");
            JsonNode provenance = TestClient.json(results.get("x1.result")).get("provenance");
            assertThat(provenance.get("folds").toString()).isEqualTo("[0,1]");
            assertThat(provenance.get("mirroring").asBoolean()).isFalse();
        }
    }

    @Test
    void jobsAreListedCancelledSentAgainAndReleased() throws Exception {
        try (TestClient client = rig.client()) {
            client.image("scan", Rig.image(5));
            client.command("Segment", SEGMENT);
            client.await(p -> p.device().equals("ab12.progress"));
            assertThat(client.command("Jobs", "{}")
                            .get("jobs")
                            .get(0)
                            .get("state")
                            .asText())
                    .isEqualTo("running");
            assertThat(client.command("Cancel", "{\"job\": \"ab12\"}")
                            .get("outcome")
                            .asText())
                    .isEqualTo("stopped");
            StatusMessage status = client.status("ab12.status");
            assertThat(status.errorName()).isEqualTo("cancelled");
            assertThat(rig.segmenter.cancelled).isTrue();
            assertThat(client.command("Cancel", "{\"job\": \"ab12\"}")
                            .get("outcome")
                            .asText())
                    .isEqualTo("already_done");

            rig.segmenter.open();
            client.command("Segment", "{\"job\": \"cd\", \"model\": \"abdomen\", \"inputs\": {\"CT\": \"scan\"}}");
            TestClient.Results first = client.results("cd");
            assertThat(client.command("Results", "{\"job\": \"cd\"}")
                            .get("messages")
                            .asInt())
                    .isGreaterThanOrEqualTo(5);
            TestClient.Results again = client.results("cd");
            assertThat(again.get("cd.labels")).isEqualTo(first.get("cd.labels"));
            assertThat(again.get("cd.result")).isEqualTo(first.get("cd.result"));
            client.command("Release", "{\"job\": \"cd\"}");
            assertThat(client.refused("Results", "{\"job\": \"cd\"}")
                            .get("code")
                            .asText())
                    .isEqualTo("unknown_job");
            client.command("Release", "{\"device\": \"scan\"}");
            assertThat(client.refused("Release", "{\"device\": \"scan\"}")
                            .get("code")
                            .asText())
                    .isEqualTo("unknown_device");
        }
    }

    @Test
    void standardQueriesAreAnsweredFromTheClientsOwnSession() throws Exception {
        rig.segmenter.open();
        try (TestClient client = rig.client();
                TestClient other = rig.client()) {
            client.command("Hello", SESSION);
            other.command("Hello", "{\"session\": \"ffeeddccbbaa99887766554433221100\"}");
            client.image("scan", Rig.image(6));
            client.command("Segment", SEGMENT);
            TestClient.Results results = client.results("ab12");

            client.send(Packet.v2("q", Metadata.EMPTY, QueryMessage.of(Verb.GET, "STATUS")));
            assertThat(client.status("q").code()).isEqualTo(1);
            client.send(Packet.v2("q", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMGMETA")));
            ImageMetaMessage images = (ImageMetaMessage)
                    client.await(p -> p.message() instanceof ImageMetaMessage).message();
            assertThat(images.images()).hasSize(1);
            assertThat(images.images().get(0).device()).isEqualTo("scan");
            assertThat(images.images().get(0).size()).isEqualTo(Rig.SIZE);
            client.send(Packet.v2("q", Metadata.EMPTY, QueryMessage.of(Verb.GET, "LBMETA")));
            LabelMetaMessage labels = (LabelMetaMessage)
                    client.await(p -> p.message() instanceof LabelMetaMessage).message();
            assertThat(labels.labels())
                    .extracting(LabelMetaMessage.LabelMeta::name)
                    .containsExactly("liver", "lesion");
            client.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(client.device("scan").message()).isEqualTo(Rig.image(6));
            client.send(Packet.v2("ab12.labels", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(client.device("ab12.labels").message())
                    .isEqualTo(results.get("ab12.labels").message());
            client.send(Packet.v2("ab12.boxes", Metadata.EMPTY, QueryMessage.of(Verb.GET, "POLYDATA")));
            assertThat(client.device("ab12.boxes").message())
                    .isEqualTo(results.get("ab12.boxes").message());
            client.send(Packet.v2("ab12.centres", Metadata.EMPTY, QueryMessage.of(Verb.GET, "POINT")));
            assertThat(client.device("ab12.centres").message())
                    .isEqualTo(results.get("ab12.centres").message());

            other.send(Packet.v2("scan", Metadata.EMPTY, QueryMessage.of(Verb.GET, "IMAGE")));
            assertThat(other.status("scan"))
                    .isEqualTo(new StatusMessage(
                            4,
                            0,
                            "not_found",
                            "no IMAGE of this name is held (GET_IMGMETA and GET_LBMETA list what is)"));
            for (QueryMessage query : List.of(
                    QueryMessage.of(Verb.GET, "TRANSFORM"),
                    QueryMessage.of(Verb.STT, "TRANSFORM"),
                    QueryMessage.of(Verb.STP, "TDATA"),
                    new QueryMessage(Verb.STT, "TDATA", new QueryMessage.Tracking(50, "")))) {
                other.send(Packet.v2("tool", Metadata.EMPTY, query));
                assertThat(other.status("tool").errorName()).isEqualTo("not_supported");
            }
        }
    }

    @Test
    void aStatusAndUnservedDataAreNeverAnswered() throws Exception {
        try (TestClient client = rig.client()) {
            client.send(Packet.v1("", StatusMessage.of(org.foldlink.protocol.message.StatusCode.PANIC, "x", "y")));
            client.send(Packet.v1("tool", new TransformMessage(Rig.MATRIX)));
            client.send(Packet.v1("q", QueryMessage.answer("TDATA", 0)));
            client.send(Packet.v1("", QueryMessage.of(Verb.GET, "CAPABILITY")));
            List<Packet> all = client.until(p -> p.message() instanceof CapabilityMessage);
            assertThat(all).hasSize(1);
            assertThat(((CapabilityMessage) all.get(0).message()).types()).contains("IMAGE", "COMMAND", "GET_POLYDATA");
        }
    }

    @Test
    void aPeersClockIsEchoedAndNeverRead() throws Exception {
        rig.segmenter.open();
        try (TestClient client = rig.client()) {
            for (long fixed : new long[] {0, 1, -1L, 0x7fff_ffff_ffff_ffffL, 946_684_800L << 32}) {
                client.send(Packet.v2("scan", Metadata.EMPTY, Rig.image(7)).withTimestamp(new Timestamp(fixed)));
                client.command("Segment", SEGMENT);
                TestClient.Results results = client.results("ab12");
                assertThat(results.get("ab12.labels").timestamp().fixed()).isEqualTo(fixed);
                assertThat(results.get("ab12.result").timestamp().fixed()).isEqualTo(fixed);
            }
        }
    }

    static byte[] bytes(Packet packet) {
        ByteBuffer pixels = ((ImageMessage) packet.message()).pixels();
        byte[] bytes = new byte[pixels.remaining()];
        pixels.get(bytes);
        return bytes;
    }
}
