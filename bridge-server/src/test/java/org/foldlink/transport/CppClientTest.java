package org.foldlink.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of the C++ library (header version 1, no COMMAND) sends one IMAGE, and a rule does the rest. */
@Tag("peers")
class CppClientTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static Path program;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws Exception {
        Path source = PeerProcess.root().resolve("protocol/src/test/peers/cpp");
        Path build = PeerProcess.root().resolve(".foldlink/peers/cpp-client");
        Files.createDirectories(build);
        PeerProcess.run(120, List.of("cmake", "-S", source.toString(), "-B", build.toString()));
        PeerProcess.run(600, List.of("cmake", "--build", build.toString(), "--target", "igtl_client"));
        program = build.resolve("igtl_client");
    }

    @Test
    void anImageInRasBecomesALabelmapBoxesAndCentres() throws Exception {
        // The first voxel's centre of Rig.MATRIX: centre - columns * (size - 1) / 2.
        check("RAS", "-1,0,0,0,-1,0,0,0,1", "12.75,23.375,23");
    }

    @Test
    void theSameImageSaidInLpsGivesTheSame() throws Exception {
        check("LPS", "1,0,0,0,1,0,0,0,1", "-12.75,-23.375,23");
    }

    /** The labelmap that comes back is the engine's own, voxel for voxel. */
    @Test
    void theFiveTrainedFoldsOfHippocampusAnswerAPlainClient() throws Exception {
        Volume volume = TrainedModel.scan();
        Grid grid = volume.grid();
        Vec3 spacing = grid.spacing();
        Affine m = grid.indexToRas();
        Files.write(folder.resolve("image.raw"), TrainedModel.float32(volume));
        try (TrainedModel trained = new TrainedModel();
                Rig rig = trained.rig()) {
            Results latest = send(
                    rig,
                    "T1 of a scanner",
                    List.of(
                            "--scalar",
                            "float32",
                            "--size",
                            grid.sizeI() + "," + grid.sizeJ() + "," + grid.sizeK(),
                            "--spacing",
                            comma(spacing),
                            "--directions",
                            comma(m.i().unit()) + "," + comma(m.j().unit()) + "," + comma(m.k().unit()),
                            "--origin",
                            comma(m.translation())));
            assertThat(latest.get("status").get("code").asInt()).isEqualTo(1);
            assertThat(labels(latest)).isEqualTo(PyigtlTest.bytes(trained.labels(volume)));
        }
    }

    private static String comma(Vec3 v) {
        return v.x() + "," + v.y() + "," + v.z();
    }

    private void check(String frame, String directions, String origin) throws Exception {
        Files.write(
                folder.resolve("image.raw"),
                Rig.pixels(Rig.SIZE, 8, ByteOrder.LITTLE_ENDIAN).array());
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            rig.segmenter.open();
            Results latest = send(
                    rig,
                    "CT of a scanner",
                    List.of(
                            "--size", "12,10,8",
                            "--spacing", "0.5,0.75,2",
                            "--directions", directions,
                            "--origin", origin,
                            "--frame", frame));
            assertThat(latest.messages().keySet()).containsExactlyInAnyOrder("labels", "boxes", "centres", "status");
            assertThat(latest.get("status").get("code").asInt()).isEqualTo(1);
            JsonNode labels = latest.get("labels");
            assertThat(labels.get("size").toString()).isEqualTo("[12,10,8]");
            assertThat(labels.get("coordinates").asInt()).isEqualTo(1);
            for (int m = 0; m < 12; m++) {
                assertThat(labels.get("matrix").get(m).asDouble()).isEqualTo(Rig.MATRIX.get(m));
            }
            assertThat(labels(latest)).isEqualTo(Rig.labels(Rig.SIZE, 8, 2));
            assertThat(latest.get("boxes").get("lines")).hasSize(24);
            assertThat(latest.get("centres").get("points").get(0).get("name").asText())
                    .isEqualTo("liver");
        }
    }

    /** By the device's suffix. */
    private record Results(Map<String, JsonNode> messages) {
        JsonNode get(String suffix) {
            JsonNode message = messages.get(suffix);
            if (message == null) {
                throw new AssertionError("no " + suffix + " among " + messages.keySet());
            }
            return message;
        }
    }

    /** Sends {@code image.raw}; the last message of each result until the STATUS. */
    private Results send(Rig rig, String name, List<String> image) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--port",
                Integer.toString(rig.server.address().port()),
                "--image",
                folder.resolve("image.raw").toString(),
                "--name",
                name,
                "--out",
                folder.toString(),
                "--seconds",
                "400",
                "--until",
                "STATUS:.status"));
        command.addAll(image);
        Results latest = new Results(new HashMap<>());
        for (String line : PeerProcess.run(420, command).lines().toList()) {
            JsonNode message = JSON.readTree(line);
            String device = message.get("device").asText();
            latest.messages().put(device.substring(device.indexOf('.') + 1), message);
        }
        return latest;
    }

    private byte[] labels(Results latest) throws Exception {
        return Files.readAllBytes(
                folder.resolve(latest.get("labels").get("device").asText() + ".raw"));
    }
}
