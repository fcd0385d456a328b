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

    private void check(String frame, String directions, String origin) throws Exception {
        Path image = folder.resolve("image.raw");
        Files.write(image, Rig.pixels(Rig.SIZE, 8, ByteOrder.LITTLE_ENDIAN).array());
        try (Rig rig = new Rig(Rig.SETTINGS)) {
            rig.segmenter.open();
            String printed = PeerProcess.run(
                    60,
                    new ArrayList<>(List.of(
                            program.toString(),
                            "--port", Integer.toString(rig.server.address().port()),
                            "--image", image.toString(),
                            "--size", "12,10,8",
                            "--spacing", "0.5,0.75,2",
                            "--directions", directions,
                            "--origin", origin,
                            "--frame", frame,
                            "--name", "CT of a scanner",
                            "--out", folder.toString(),
                            "--seconds", "40",
                            "--until", "STATUS:.status")));
            Map<String, JsonNode> latest = new HashMap<>();
            for (String line : printed.lines().toList()) {
                JsonNode message = JSON.readTree(line);
                String device = message.get("device").asText();
                latest.put(device.substring(device.indexOf('.') + 1), message);
            }
            assertThat(latest.keySet()).containsExactlyInAnyOrder("labels", "boxes", "centres", "status");
            assertThat(latest.get("status").get("code").asInt()).isEqualTo(1);
            JsonNode labels = latest.get("labels");
            assertThat(labels.get("size").toString()).isEqualTo("[12,10,8]");
            assertThat(labels.get("coordinates").asInt()).isEqualTo(1);
            for (int m = 0; m < 12; m++) {
                assertThat(labels.get("matrix").get(m).asDouble()).isEqualTo(Rig.MATRIX.get(m));
            }
            String device = labels.get("device").asText();
            assertThat(Files.readAllBytes(folder.resolve(device + ".raw"))).isEqualTo(Rig.labels(Rig.SIZE, 8, 2));
            assertThat(latest.get("boxes").get("lines")).hasSize(24);
            assertThat(latest.get("centres").get("points").get(0).get("name").asText()).isEqualTo("liver");
        }
    }
}
