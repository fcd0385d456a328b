package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Segmenter;
import org.foldlink.inference.TestClassifier;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.protocol.message.StatusMessage;
import org.foldlink.protocol.message.StringMessage;
import org.foldlink.protocol.wire.Metadata;
import org.foldlink.protocol.wire.Packet;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.dialogue.ImageVolumes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classify over a real socket, by a small network on the real engine: its logit is 10 (mean - 0.5) of values scaled from 0..100. */
@Timeout(60)
class ClassificationTest {

    private static final String CLASSIFY =
            "{\"job\": \"ab12\", \"model\": \"bright\", \"inputs\": {\"image\": \"scan\"}}";

    @TempDir
    Path folder;

    private ModelDescriptor model;
    private Segmenter engine;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        model = ModelFolder.describe(TestClassifier.in(folder));
        engine = OnnxSegmenter.create(EngineSettings.defaults().withThreads(1));
        PlainRule rule = new PlainRule(
                "bright", "bright", Map.of("image", "CT*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
        rig = new Rig(Rig.SETTINGS, BridgeLimits.DEFAULT, engine, List.of(model, Rig.CT), rule);
    }

    @AfterEach
    void stop() {
        rig.close();
        engine.close();
    }

    private TestClient withScan() throws Exception {
        TestClient client = rig.client();
        client.command("Hello", ServerTest.SESSION);
        client.image("scan", ImageVolumes.message(TestClassifier.volume(70)));
        return client;
    }

    @Test
    void aJobIsAcceptedAtOnceAndEndsWithTheClassAndWhatEachFoldSays() throws Exception {
        try (TestClient client = withScan()) {
            assertThat(client.command("Models", "{}")
                            .get("models")
                            .get(0)
                            .get("task")
                            .asText())
                    .isEqualTo("classification");
            JsonNode check = client.command("Check", "{\"model\": \"bright\", \"inputs\": {\"image\": \"scan\"}}");
            assertThat(check.get("ok").asBoolean()).isTrue();
            assertThat(check.get("bytes_needed").asLong()).isPositive();
            JsonNode accepted = client.command("Classify", CLASSIFY);
            assertThat(accepted.get("job").asText()).isEqualTo("ab12");
            assertThat(accepted.get("place").asInt()).isZero();
            assertThat(accepted.get("inputs").get("image").get("size").toString())
                    .isEqualTo("[9,8,7]");

            TestClient.Results results = client.results("ab12");
            assertThat(results.devices()).containsExactlyInAnyOrder("ab12.progress", "ab12.result", "ab12.status");
            Packet packet = results.get("ab12.result");
            assertThat(packet.metadata().get("Final")).contains("true");
            assertThat(packet.metadata().get("FoldsDone")).contains("2");
            assertThat(packet.timestamp())
                    .isEqualTo(new org.foldlink.protocol.message.Timestamp(0x1234_5678_0000_0001L));
            JsonNode result = TestClient.json(packet);
            assertThat(result.get("job").asText()).isEqualTo("ab12");
            assertThat(result.get("part").asInt()).isEqualTo(1);
            assertThat(result.get("of").asInt()).isEqualTo(1);
            assertThat(result.get("label").asInt()).isEqualTo(1);
            assertThat(result.get("name").asText()).isEqualTo("bright");
            double yes = 1 / (1 + Math.exp(-2));
            assertThat(result.get("probability").asDouble()).isCloseTo(yes, within(1e-6));
            assertThat(result.get("probabilities").get(0).asDouble()).isCloseTo(1 - yes, within(1e-6));
            assertThat(result.get("logits").get(0).asDouble()).isCloseTo(2, within(1e-5));
            assertThat(result.get("classes").toString()).isEqualTo("[\"dark\",\"bright\"]");
            assertThat(result.get("folds")).hasSize(2);
            JsonNode second = result.get("folds").get(1);
            assertThat(second.get("fold").asInt()).isEqualTo(1);
            assertThat(second.get("label").asInt()).isEqualTo(1);
            assertThat(second.get("logits").get(0).asDouble()).isCloseTo(2, within(1e-5));
            assertThat(second.get("probabilities").get(1).asDouble()).isCloseTo(yes, within(1e-6));
            assertThat(result.get("spread").get("sd").asDouble()).isZero();
            assertThat(result.get("spread").get("min").asDouble()).isCloseTo(yes, within(1e-6));
            assertThat(result.get("spread").get("max").asDouble()).isCloseTo(yes, within(1e-6));
            JsonNode provenance = result.get("provenance");
            assertThat(provenance.get("model").asText()).isEqualTo("bright");
            assertThat(provenance.get("model_hash").asText()).isEqualTo(model.hash());
            assertThat(provenance.get("folds").toString()).isEqualTo("[0,1]");
            assertThat(provenance.get("precision").asText()).isEqualTo("float32");
            assertThat(result.get("seconds").has("inference")).isTrue();
            assertThat(result.get("software").asText()).isEqualTo("0.1.0-test");
            assertThat(result.get("notice").asText()).isEqualTo("Not for clinical use.");
            assertThat(result.get("devices")).isEmpty();

            assertThat(client.command("Jobs", "{}")
                            .get("jobs")
                            .get(0)
                            .get("state")
                            .asText())
                    .isEqualTo("done");
            assertThat(client.command("Results", "{\"job\": \"ab12\"}")
                            .get("messages")
                            .asInt())
                    .isEqualTo(2);
            assertThat(TestClient.json(client.device("ab12.result"))).isEqualTo(result);
            client.command("Release", "{\"job\": \"ab12\"}");
            assertThat(client.refused("Results", "{\"job\": \"ab12\"}")
                            .get("code")
                            .asText())
                    .isEqualTo("unknown_job");
        }
    }

    @Test
    void optionsAreTheFoldsTheResultsThePriorityAndAfter() throws Exception {
        try (TestClient client = withScan()) {
            client.command(
                    "Classify",
                    CLASSIFY.replace(
                            "}}",
                            "}, \"options\": {\"folds\": 1, \"priority\": \"urgent\", \"results\": [\"result\"], \"after\":"
                                    + " false}}"));
            TestClient.Results results = client.results("ab12");
            assertThat(results.devices()).containsExactlyInAnyOrder("ab12.result", "ab12.status");
            JsonNode result = TestClient.json(results.get("ab12.result"));
            assertThat(result.get("folds")).hasSize(1);
            assertThat(result.has("spread")).isFalse();
        }
    }

    @Test
    void theWrongCommandAndWhatOnlyASegmentationHasAreRefused() throws Exception {
        try (TestClient client = withScan()) {
            refused(
                    client,
                    "Segment",
                    CLASSIFY,
                    "bad_model",
                    "model",
                    "model = bright classifies whole volumes (expected a segmentation model): send Classify");
            refused(
                    client,
                    "Classify",
                    ServerTest.SEGMENT,
                    "bad_model",
                    "model",
                    "model = abdomen segments (expected a classification model): send Segment");
            String unknown = "option mirroring is unknown (expected one of folds, results, priority, after)";
            String mirroring = "}, \"options\": {\"mirroring\": true}}";
            refused(
                    client,
                    "Classify",
                    CLASSIFY.replace("}}", mirroring),
                    "unknown_option",
                    "options.mirroring",
                    unknown);
            refused(
                    client,
                    "Check",
                    "{\"model\": \"bright\", \"inputs\": {\"image\": \"scan\"" + mirroring,
                    "unknown_option",
                    "options.mirroring",
                    unknown);
            refused(
                    client,
                    "Classify",
                    CLASSIFY.replace("}}", "}, \"options\": {\"results\": [\"labels\"]}}"),
                    "bad_option",
                    "options.results",
                    "result labels is not one of a classification (expected progress, result, status)");
        }
    }

    private static void refused(
            TestClient client, String command, String json, String code, String field, String message)
            throws Exception {
        JsonNode error = client.refused(command, json);
        assertThat(error.get("message").asText()).isEqualTo(message);
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("field").asText()).isEqualTo(field);
    }

    @Test
    void aClientThatWasLostGetsTheResultWhenItComesBack() throws Exception {
        try (TestClient client = withScan()) {
            client.command("Classify", CLASSIFY);
            client.kill();
        }
        try (TestClient again = rig.client()) {
            again.command("Hello", ServerTest.SESSION);
            TestClient.Results results = again.results("ab12");
            assertThat(TestClient.json(results.get("ab12.result")).get("name").asText())
                    .isEqualTo("bright");
        }
    }

    @Test
    void anImageOfAPlainClientIsAnsweredByItsClass() throws Exception {
        try (TestClient plain = rig.client()) {
            plain.send(Packet.v1("CT_head", ImageVolumes.message(TestClassifier.volume(20))));
            Packet result = plain.await(p -> p.device().endsWith(".result"));
            assertThat(result.headerVersion()).isEqualTo(1);
            assertThat(result.metadata()).isEqualTo(Metadata.EMPTY);
            assertThat(result.message()).isInstanceOf(StringMessage.class);
            assertThat(TestClient.json(result).get("name").asText()).isEqualTo("dark");
            Packet status = plain.await(p -> p.message() instanceof StatusMessage);
            assertThat(status.device()).isEqualTo(result.device().replace(".result", ".status"));
            assertThat(((StatusMessage) status.message()).code()).isEqualTo(1);
        }
    }
}
