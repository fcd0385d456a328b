package org.foldlink.measure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.foldlink.files.PythonPeer;
import org.foldlink.measure.metrics.ScorePairs.Pair;
import org.foldlink.parity.PeerPython;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each metric beside the library whose definition it takes: MONAI for Dice and IoU, DeepMind's surface-distance for NSD, HD95 and ASSD. Real
 * labels where this machine has them, generated ones on grids of every kind always.
 */
@Tag("peers")
class ScorePeersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Double> TOLERANCES = List.of(0.5, 1.0, 3.0, 4.5);

    @TempDir
    Path folder;

    @Test
    void surfacesAgreeWithSurfaceDistance() throws IOException, InterruptedException {
        Map<String, Pair> pairs = ScorePairs.written(folder);
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        TOLERANCES.forEach(t -> arguments.add(t.toString()));
        List<JsonNode> theirs = lines(PythonPeer.start().run("surface_scores.py", arguments.toArray(String[]::new)));
        assertThat(theirs).hasSizeGreaterThan(60);
        for (JsonNode peer : theirs) {
            Pair pair = Objects.requireNonNull(pairs.get(peer.path("name").asText()));
            String as = peer.toString();
            StructureLabels structure =
                    StructureLabels.of("it", peer.path("label").asInt());
            JointCounts counts = JointCounts.of(pair.prediction(), pair.reference());
            SurfaceDistances own = SurfaceDistances.of(
                    pair.prediction(),
                    pair.reference(),
                    structure,
                    counts.box(structure).orElseThrow());
            for (int t = 0; t < TOLERANCES.size(); t++) {
                assertThat(own.nsd(TOLERANCES.get(t)))
                        .as(as)
                        .isCloseTo(peer.path("nsd").path(t).asDouble(), within(1e-3));
            }
            assertThat(own.hausdorff(0.95)).as(as).isCloseTo(peer.path("hd95").asDouble(), within(1e-3));
            assertThat(own.assd()).as(as).isCloseTo(peer.path("assd").asDouble(), within(1e-3));
            assertThat(own.meanFromReference())
                    .as(as)
                    .isCloseTo(peer.path("mean_from_reference").asDouble(), within(1e-3));
            assertThat(own.meanFromPrediction())
                    .as(as)
                    .isCloseTo(peer.path("mean_from_prediction").asDouble(), within(1e-3));
        }
    }

    @Test
    void overlapsAgreeWithMonai() throws IOException, InterruptedException {
        Map<String, Pair> pairs = ScorePairs.written(folder);
        List<JsonNode> theirs =
                lines(PythonPeer.start().with(PeerPython.executable()).run("monai_overlap.py", folder.toString()));
        assertThat(theirs).hasSizeGreaterThan(60);
        for (JsonNode peer : theirs) {
            Pair pair = Objects.requireNonNull(pairs.get(peer.path("name").asText()));
            Overlap own = JointCounts.of(pair.prediction(), pair.reference())
                    .overlap(StructureLabels.of("it", peer.path("label").asInt()));
            assertThat(own.dice())
                    .as(peer.toString())
                    .isCloseTo(peer.path("dice").asDouble(), within(1e-6));
            assertThat(own.iou()).as(peer.toString()).isCloseTo(peer.path("iou").asDouble(), within(1e-6));
        }
    }

    private static List<JsonNode> lines(String text) {
        return text.lines().map(ScorePeersTest::json).toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the peer said: " + line, e);
        }
    }
}
