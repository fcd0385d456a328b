package org.foldlink.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchTest {

    @TempDir
    Path folder;

    @Test
    void optionsAreReadAndRefused() {
        assertThat(BenchOptions.parse(new String[] {"--full", "--threads", "3", "--json", "f.json"}))
                .isEqualTo(new BenchOptions(false, true, 3, Optional.of(Path.of("f.json"))));
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--threads", "0"}))
                .hasMessage("--threads = 0 (expected 1 or more)");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--json"})).hasMessage("--json lacks its value");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--quick", "--full"}))
                .hasMessage("--quick and --full exclude each other (expected one of them)");
        assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--fast"})).hasMessage("unknown option --fast");
    }

    @Test
    void theFirstRepeatIsKeptApart() {
        Times times = new Times(List.of(9.0, 1.0, 4.0, 2.0));
        assertThat(times.first()).isEqualTo(9);
        assertThat(times.warm()).isEqualTo(2);
        assertThat(times.median()).isEqualTo(3);
        assertThat(new Times(List.of(5.0)).warm()).isEqualTo(5);
        assertThatThrownBy(() -> new Times(List.of())).hasMessage("no repeats (expected at least one)");
    }

    @Test
    void goalsAreMetMissedOrNotMeasured() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8));
        report.goal("small enough", 0.1, 1, 0.1);
        report.goal("too large", 0.11, 1, 0.1);
        report.goal("without a peer", Double.NaN, Double.NaN, 0.1);
        report.seconds("stage", 1.5, 3);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("small enough")
                                .contains("0.1000", "1.00")
                                .endsWith("≤ 0.100  met"),
                        line -> assertThat(line).endsWith("missed"),
                        line -> assertThat(line).contains("–").endsWith("not measured"),
                        line -> assertThat(line).contains("1.50 s", "3.00 s").endsWith("0.500"));
        Path file = folder.resolve("figures.json");
        report.write(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.at("/ratios/1/verdict").asText()).isEqualTo("missed");
        assertThat(json.at("/ratios/2").has("foldlink")).isFalse();
        assertThat(json.at("/seconds/0/nnunet").asDouble()).isEqualTo(3);
    }

    @Test
    @Tag("peers")
    void theWholeCommandPrintsEveryFigure() throws Exception {
        Path root = Path.of(System.getProperty("foldlink.root", "../.."))
                .toAbsolutePath()
                .normalize();
        Path figures = folder.resolve("figures.json");
        Path log = folder.resolve("log.txt");
        Process bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dfoldlink.home=" + root,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.foldlink.benchmarks.Main",
                        "engine",
                        "--quick",
                        "--json",
                        figures.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(bench.waitFor()).as("%s", Files.readString(log)).isZero();
        JsonNode json = new ObjectMapper().readTree(figures.toFile());
        List<String> rows = new ArrayList<>();
        for (String table : new String[] {"seconds", "ratios"}) {
            for (JsonNode row : json.get(table)) {
                rows.add(row.get("what").asText());
                assertThat(row.get("foldlink").asDouble()).as("%s", row).isPositive();
                assertThat(row.path("nnunet").asDouble(1)).as("%s", row).isPositive();
            }
        }
        assertThat(rows)
                .contains(
                        "hippocampus: outside the network / in it",
                        "hippocampus: command line / nnUNetv2_predict",
                        "hippocampus: running server / warm nnUNetPredictor",
                        "CT: outside the network / in it",
                        "CT: preprocessing / nnU-Net's",
                        "CT: export / nnU-Net's",
                        "CT: five folds with previews / (5 x one fold)",
                        "CT: first preview's share of the whole",
                        "CT: whole / nnUNetv2_predict, ONNX Runtime float32");
        assertThat(Files.readString(log)).contains("goals", "≤ 0.0200", "nnU-Net 2.");
    }
}
