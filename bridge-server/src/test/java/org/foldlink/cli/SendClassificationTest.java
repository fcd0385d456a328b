package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier of the zoo over the wire beside the one in this process, on generated phantoms: one with lesions, one without. */
class SendClassificationTest {

    private static final Path ZOO = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
    /** Of logits and probabilities. The wire's matrix is float32: the way to the network's grid may differ in the last digits. */
    private static final double SAME = 1e-5;

    @TempDir
    Path folder;

    private Path scans = Path.of("");
    private RunningBridge bridge = RunningBridge.start(ConfigFile.of(
            ConfigFactory.parseString("port = 0, models = \"" + ZOO.toAbsolutePath() + "\""), Path.of("")));

    @BeforeEach
    void writeScans() {
        Path phantoms = folder.resolve("phantoms");
        Ran ran = Ran.foldlink(
                "phantom",
                "--kind",
                "liver-cancer",
                "--count",
                "2",
                "--seed",
                "2",
                "--spacing",
                "4",
                "-o",
                phantoms.toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        scans = phantoms.resolve("imagesTr");
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private Ran send(String... more) {
        String[] args = {
            "send",
            "-m",
            "phantom-liver-cancer",
            "-p",
            Integer.toString(bridge.address().port()),
            "-o",
            folder.resolve("out").toString()
        };
        return Ran.foldlink(Stream.of(Stream.of(args), Stream.of(more), Stream.of(scans.toString()))
                .flatMap(s -> s)
                .toArray(String[]::new));
    }

    private Ran classify(String... more) {
        String[] args = {"classify", "-m", "phantom-liver-cancer", "--models", ZOO.toString()};
        return Ran.foldlink(Stream.of(Stream.of(args), Stream.of(more), Stream.of(scans.toString()))
                .flatMap(s -> s)
                .toArray(String[]::new));
    }

    @Test
    void itPrintsWhatClassifyPrintsAndWritesTheSameNumbers() throws IOException {
        Ran sent = send();
        assertThat(sent.exit()).as(sent.err() + sent.out()).isZero();
        Ran here = classify();
        assertThat(here.exit()).as(here.err()).isZero();
        List<String> lines =
                here.out().lines().filter(l -> l.contains("probability")).toList();
        assertThat(lines).hasSize(12);
        assertThat(sent.out().lines().filter(l -> l.contains("probability"))).containsExactlyElementsOf(lines);
        assertThat(sent.out()).contains("Not for clinical use.");

        List<String> json = classify("--json").out().lines().toList();
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .allSatisfy(name -> assertThat(name).endsWith(".result.json"))
                    .hasSize(2);
        }
        for (String one : json) {
            JsonNode local = new JsonMapper().readTree(one);
            JsonNode remote = new JsonMapper()
                    .readTree(folder.resolve("out")
                            .resolve(local.get("case").asText() + ".result.json")
                            .toFile());
            assertThat(remote.get("label")).isEqualTo(local.get("label"));
            assertThat(remote.get("name")).isEqualTo(local.get("name"));
            same(remote.get("probability"), local.get("probability"));
            same(remote.get("logits").get(0), local.get("logits").get(0));
            assertThat(remote.get("folds")).hasSize(5);
            for (int fold = 0; fold < 5; fold++) {
                same(
                        remote.get("folds").get(fold).get("logits").get(0),
                        local.get("folds").get(fold).get("logits").get(0));
            }
            same(remote.get("spread").get("sd"), local.get("spread").get("sd"));
            assertThat(remote.get("spread").get("max").asDouble())
                    .isGreaterThan(remote.get("spread").get("min").asDouble());
            assertThat(remote.get("provenance")).isEqualTo(local.get("provenance"));
            assertThat(remote.get("notice").asText()).isEqualTo("Not for clinical use.");
        }
    }

    private static void same(JsonNode remote, JsonNode local) {
        assertThat(remote.asDouble()).isCloseTo(local.asDouble(), within(SAME));
    }

    @Test
    void aFinishedCaseIsKeptAndFoldsAreChosen() throws IOException {
        assertThat(send("-q", "--folds", "1").exit()).isZero();
        Ran again = send();
        assertThat(again.exit()).isEqualTo(73);
        assertThat(again.err())
                .contains(".result.json exists (--force replaces it, --continue leaves finished cases out)");
        assertThat(send("--continue").out()).isEqualTo("2 of 2 cases are done already\n");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            JsonNode first =
                    new JsonMapper().readTree(files.findFirst().orElseThrow().toFile());
            assertThat(first.get("folds")).hasSize(1);
        }
    }

    @Test
    void optionsOfSegmentationsAreRefused() {
        for (List<String> options : List.of(
                List.of("--png"),
                List.of("--doubt=votes"),
                List.of("--html"),
                List.of("--surfaces", "stl"),
                List.of("--no-mirroring"))) {
            Ran ran = send(options.toArray(String[]::new));
            assertThat(ran.exit()).isEqualTo(64);
            assertThat(ran.err())
                    .startsWith(
                            "foldlink: model phantom-liver-cancer classifies whole volumes: got an option of segmentations"
                                    + " (expected of those of a run only --folds, --priority, --out, --continue, --force, --quiet)");
        }
    }
}
