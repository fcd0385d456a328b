package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.files.VolumeFiles;
import org.foldlink.measure.Dice;
import org.foldlink.session.BridgeLimits;
import org.foldlink.transport.HostPort;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real scans through {@code send} and a running bridge: the cases that no fold was trained on, against their human labels. */
@Tag("peers")
class HeldOutHippocampusTest {

    private static final Path ROOT = Path.of(System.getProperty("foldlink.root"));
    private static final Path ZOO = ROOT.resolve("models").resolve("zoo");

    @TempDir
    Path folder;

    private static Path scans() {
        String named = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = named == null ? ROOT.resolve("../shared/data") : Path.of(named);
        return data.resolve("msd-hippocampus");
    }

    @Test
    void meanDiceOnHeldOutCasesWhereTheScansAreThereElseOnlyThatTheListIsWhole() throws IOException {
        List<String> cases = new ArrayList<>();
        JsonNode list = new ObjectMapper()
                .readTree(ZOO.resolve("hippocampus/held_out.json").toFile());
        list.forEach(name -> cases.add(name.asText()));
        assertThat(cases).hasSize(45).doesNotHaveDuplicates();
        if (!Files.isDirectory(scans())) {
            return;
        }
        Path in = Files.createDirectories(folder.resolve("in"));
        for (String name : cases) {
            Files.copy(scans().resolve("images").resolve(name + ".nii.gz"), in.resolve(name + "_0000.nii.gz"));
        }
        Path out = folder.resolve("out");
        BridgeConfig d = BridgeConfig.defaults();
        BridgeConfig config = new BridgeConfig(
                d.transport().withListen(new HostPort("127.0.0.1", 0)),
                BridgeLimits.DEFAULT,
                List.of(),
                ModelFolders.of(ZOO),
                List.of(),
                d.engine(),
                d.clinical());
        try (RunningBridge bridge = RunningBridge.start(config)) {
            String port = Integer.toString(bridge.address().port());
            Ran ran = Ran.foldlink("send", "-q", "-m", "hippocampus", "-p", port, "-o", out.toString(), in.toString());
            assertThat(ran.err()).isEmpty();
            assertThat(ran.exit()).isZero();
        }
        double anterior = 0;
        double posterior = 0;
        for (String name : cases) {
            Volume truth = VolumeFiles.read(scans().resolve("labels").resolve(name + ".nii.gz"))
                    .volume();
            Volume found = VolumeFiles.read(out.resolve(name + ".nii.gz")).volume();
            assertThat(found.grid().matches(truth.grid(), 1e-3)).as(name).isTrue();
            anterior += Dice.of(found, truth, 1) / cases.size();
            posterior += Dice.of(found, truth, 2) / cases.size();
        }
        System.out.printf("held-out hippocampus: mean Dice anterior %.4f, posterior %.4f%n", anterior, posterior);
        assertThat(anterior).isGreaterThanOrEqualTo(0.88);
        assertThat(posterior).isGreaterThanOrEqualTo(0.86);
        evaluated(out, anterior, posterior);
    }

    /** {@code evaluate} says the same of the same files. */
    private void evaluated(Path out, double anterior, double posterior) throws IOException {
        Path scores = folder.resolve("scores");
        Ran ran = Ran.foldlink(
                "evaluate",
                out.toString(),
                scans().resolve("labels").toString(),
                "-m",
                "hippocampus",
                "--models",
                ZOO.toString(),
                "-o",
                scores.toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        System.out.print(ran.out());
        JsonNode structures = new ObjectMapper()
                .readTree(scores.resolve("evaluation.json").toFile())
                .path("structures");
        for (int s = 0; s < 2; s++) {
            JsonNode dice = structures.path(s).path("metrics").path("dice");
            assertThat(dice.path("n").asInt()).isEqualTo(45);
            assertThat(dice.path("mean").asDouble()).isCloseTo(s == 0 ? anterior : posterior, within(1e-12));
        }
    }
}
