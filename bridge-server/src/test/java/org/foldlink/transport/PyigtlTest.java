package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Segmenter;
import org.foldlink.inference.TestClassifier;
import org.foldlink.inference.onnx.OnnxSegmenter;
import org.foldlink.models.ModelDescriptor;
import org.foldlink.models.ModelFolder;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.SegmentOptions;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pyigtl, an OpenIGTLink of its own in Python, drives whole jobs against the running server. */
@Tag("peers")
class PyigtlTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static Path peers;

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws Exception {
        peers = PeerProcess.root().resolve("bridge-server/src/test/peers");
        PeerProcess.run(600, List.of(peers.resolve("setup-venv.sh").toString()));
    }

    @Test
    void aWholeJobOnAnObliqueGridWithTheEngineStubbed() throws Exception {
        Vec3 i = new Vec3(0.6, 0.1, 0.2);
        Vec3 k = i.cross(new Vec3(0, 1, 0.4)).unit();
        Vec3 j = k.cross(i).unit();
        Grid grid = new Grid(9, 7, 6, new Affine(i, j.times(0.8), k.times(3), new Vec3(-12, 40, 7)));
        Volume volume = Volume.allocate(grid, VoxelType.FLOAT32);
        Random random = new Random(3);
        for (long v = 0; v < grid.count(); v++) {
            volume.voxels().set(v, random.nextInt(300));
        }
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            rig.segmenter.open();
            JsonNode said = drive(rig, volume, "abdomen", "CT");
            assertGrid(grid);
            assertThat(labels()).isEqualTo(bytes(GatedSegmenter.threshold(volume, 2)));
            assertThat(said.get("hello").get("product").asText()).isEqualTo("FoldLink");
            assertThat(said.get("models")).hasSize(2);
            assertThat(said.get("check").get("ok").asBoolean()).isTrue();
            assertThat(said.get("accepted").get("inputs").get("CT").get("size").toString())
                    .isEqualTo("[9,7,6]");
            assertThat(said.get("frame").asText()).isEqualTo("ras");
            assertThat(said.get("labels_metadata").get("Final").asText()).isEqualTo("true");
            assertThat(said.get("labels_metadata").get("FoldsDone").asText()).isEqualTo("5");
            assertThat(said.get("refused").get(0).asText()).isEqualTo("FAIL");
            assertThat(said.get("refused").get(1).get("error").get("code").asText())
                    .isEqualTo("unknown_model");
            JsonNode structures = said.get("result").get("structures");
            assertThat(said.get("box_points")).hasSize(16);
            assertThat(said.get("box_lines")).hasSize(24);
            assertThat(said.get("box_values").get(15).asInt()).isEqualTo(2);
            for (int s = 0; s < 2; s++) {
                assertThat(said.get("centre_names").get(s).asText())
                        .isEqualTo(structures.get(s).get("name").asText());
                for (int axis = 0; axis < 3; axis++) {
                    assertThat(said.get("centres").get(s).get(axis).asDouble())
                            .isCloseTo(structures.get(s).get("centre").get(axis).asDouble(), within(1e-4));
                }
            }
        }
    }

    /** The labelmap that comes back is the engine's own, voxel for voxel. */
    @Test
    void aWholeJobWithTheFiveTrainedFoldsOfHippocampus() throws Exception {
        try (TrainedModel trained = new TrainedModel();
                Rig rig = trained.rig()) {
            Volume volume = TrainedModel.scan();
            JsonNode said = drive(rig, volume, "hippocampus", "MRI");
            assertGrid(volume.grid());
            assertThat(labels()).isEqualTo(bytes(trained.labels(volume)));
            assertThat(said.get("result").get("provenance").get("folds").toString())
                    .isEqualTo("[0,1,2,3,4]");
            assertThat(said.get("result").get("provenance").get("model_hash").asText())
                    .isEqualTo(trained.model.hash());
        }
    }

    /** By a small network on the real engine: its logit is 10 (mean - 0.5) of values scaled from 0..100. */
    @Test
    void aClassification() throws Exception {
        ModelDescriptor model = ModelFolder.describe(TestClassifier.in(folder));
        PlainRule rule = new PlainRule(
                "bright", "bright", Map.of("image", "CT*"), SegmentOptions.PLAIN, PlainRule.DEFAULT_TIMEOUT);
        try (Segmenter engine = OnnxSegmenter.create(EngineSettings.defaults().withThreads(1));
                Rig rig = new Rig(Rig.SETTINGS, BridgeLimits.DEFAULT, engine, List.of(model), rule)) {
            JsonNode said = JSON.readTree(PeerProcess.run(
                    60,
                    List.of(
                            PeerProcess.root()
                                    .resolve(".foldlink/venv-peers/bin/python")
                                    .toString(),
                            peers.resolve("pyigtl_classify.py").toString(),
                            Integer.toString(rig.server.address().port()),
                            "bright",
                            "image",
                            "70")));
            assertThat(said.get("check").get("ok").asBoolean()).isTrue();
            assertThat(said.get("accepted")
                            .get("inputs")
                            .get("image")
                            .get("size")
                            .toString())
                    .isEqualTo("[7,8,9]");
            JsonNode result = said.get("result");
            assertThat(result.get("name").asText()).isEqualTo("bright");
            assertThat(result.get("logits").get(0).asDouble()).isCloseTo(2, within(1e-5));
            assertThat(result.get("folds")).hasSize(2);
            assertThat(said.get("refused").get("error").get("message").asText())
                    .isEqualTo(
                            "model = bright classifies whole volumes (expected a segmentation model): send Classify");
        }
    }

    private JsonNode drive(Rig rig, Volume volume, String model, String channel) throws Exception {
        Grid grid = volume.grid();
        Path image = folder.resolve("image.raw");
        Files.write(image, TrainedModel.float32(volume));
        double[] rows = grid.indexToRas().flipRasLps().rows();
        StringBuilder affine = new StringBuilder("[");
        for (int row = 0; row < 3; row++) {
            affine.append(List.of(rows[4 * row], rows[4 * row + 1], rows[4 * row + 2], rows[4 * row + 3]))
                    .append(", ");
        }
        Path matrix = folder.resolve("image.json");
        Files.writeString(matrix, affine.append("[0, 0, 0, 1]]"));
        PeerProcess.run(
                400,
                List.of(
                        PeerProcess.root()
                                .resolve(".foldlink/venv-peers/bin/python")
                                .toString(),
                        peers.resolve("pyigtl_job.py").toString(),
                        Integer.toString(rig.server.address().port()),
                        image.toString(),
                        grid.sizeI() + "," + grid.sizeJ() + "," + grid.sizeK(),
                        matrix.toString(),
                        model,
                        channel,
                        folder.toString()));
        return JSON.readTree(folder.resolve("messages.json").toFile());
    }

    /** What pyigtl made of the labelmap's geometry is the input's. */
    private void assertGrid(Grid grid) throws Exception {
        JsonNode affine = JSON.readTree(folder.resolve("affine.json").toFile());
        double[] expected = grid.indexToRas().flipRasLps().rows();
        for (int n = 0; n < 12; n++) {
            assertThat(affine.get(n / 4).get(n % 4).asDouble()).isCloseTo(expected[n], within(1e-4));
        }
    }

    private byte[] labels() throws Exception {
        return Files.readAllBytes(folder.resolve("labels.raw"));
    }

    static byte[] bytes(Volume labels) {
        byte[] bytes = new byte[(int) labels.grid().count()];
        for (int v = 0; v < bytes.length; v++) {
            bytes[v] = (byte) labels.voxels().get(v);
        }
        return bytes;
    }
}
