package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foldlink.atlas.BrainAtlas;
import org.foldlink.atlas.CoarseAtlas;
import org.foldlink.clinical.Actor;
import org.foldlink.clinical.AuditEntry;
import org.foldlink.clinical.ClinicalStore;
import org.foldlink.clinical.PatientRecord;
import org.foldlink.clinical.ProviderFiles;
import org.foldlink.clinical.StoredResult;
import org.foldlink.clinical.jdbc.JdbcStore;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pyigtl, an OpenIGTLink of its own in Python, asks a real bridge for a patient's site: a model of the zoo, a phantom, H2, the coarse atlas. */
@Tag("peers")
class ClinicalPeersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of(System.getProperty("foldlink.root"));
    private static final Path PEERS = ROOT.resolve("bridge-server/src/test/peers");
    private static final List<String> CHANNELS = List.of("FLAIR", "T1", "T1ce", "T2");

    @TempDir
    Path folder;

    @BeforeAll
    static void install() throws Exception {
        run(600, PEERS.resolve("setup-venv.sh").toString());
    }

    @Test
    void aPatientWithSymptomsASegmentationItsSiteAndHospitals() throws Exception {
        BridgeConfig config = ConfigFile.of(
                ConfigFactory.parseString("port = 0, models = \"" + ROOT.resolve("models/zoo")
                        + "\", clinical { database = \"jdbc:h2:file:"
                        + folder.resolve("db").toAbsolutePath()
                        + "\", atlas = none, timeout = 30 s }"),
                folder);
        try (ClinicalStore store = JdbcStore.open(ClinicalSide.settings(config.clinical()))) {
            store.replaceProviders(ProviderFiles.example(), new Actor("local", "test"));
        }
        writeCase();
        Path out = folder.resolve("said.json");
        try (RunningBridge bridge = RunningBridge.start(config)) {
            run(
                    300,
                    ROOT.resolve(".foldlink/venv-peers/bin/python").toString(),
                    PEERS.resolve("pyigtl_clinical.py").toString(),
                    Integer.toString(bridge.address().port()),
                    folder.toString(),
                    out.toString());
        }
        check(JSON.readTree(out.toFile()));
        try (ClinicalStore store = JdbcStore.open(ClinicalSide.settings(config.clinical()))) {
            check(store);
        }
    }

    private static void check(JsonNode said) {
        assertThat(said.get("listed").get("symptoms").findValuesAsText("side"))
                .containsExactlyInAnyOrder("unknown", "right");
        assertThat(said.get("found").get("symptoms")).isNotEmpty();
        assertThat(said.get("unknown").get(0).textValue()).isEqualTo("FAIL");
        JsonNode error = said.get("unknown").get(1).get("error");
        assertThat(error.get("code").textValue()).isEqualTo("unknown_symptom");
        assertThat(error.get("message").textValue()).contains("aphasia");

        JsonNode site = said.get("site");
        assertThat(site.get("schema").intValue()).isEqualTo(1);
        assertThat(site.get("patient").textValue()).isEqualTo("PY-1");
        assertThat(site.get("stored").get("done").booleanValue()).isTrue();
        assertThat(site.get("provenance").get("model").textValue()).isEqualTo("phantom-brats");
        assertThat(site.get("provenance").get("channel").textValue()).isEqualTo("T1");
        assertThat(site.get("provenance").get("folds").toString()).isEqualTo("[0]");
        assertThat(site.get("finalSite").get("statement").textValue()).isNotBlank();
        assertThat(site.get("notice").textValue()).isEqualTo("Not for clinical use.");

        // On the atlas's own brain, regions and sides are named.
        JsonNode brain = said.get("brain").get("site");
        assertThat(brain.get("registration").get("trusted").booleanValue()).isTrue();
        assertThat(brain.get("atlas").get("coarse").booleanValue()).isTrue();
        JsonNode whole = brain.get("components").get(0).get("whole");
        assertThat(whole.get("regions")).isNotEmpty();
        assertThat(whole.get("hemisphere").textValue()).isIn("left", "right", "midline");
        assertThat(said.get("brain").has("stored")).isFalse();

        assertThat(said.get("referral").get("choices").size()).isLessThanOrEqualTo(2);
        assertThat(said.get("referral").get("tumour").textValue()).isEqualTo("glioma");
        assertThat(said.get("of_job").get("tumour").textValue()).isEqualTo("glioblastoma");
        assertThat(said.get("of_job").get("wanted")).isNotEmpty();
        assertThat(said.get("got").get("patient").get("pseudonym").textValue()).isEqualTo("Case Ä");
        assertThat(said.get("got").get("studies")).hasSize(1);
        assertThat(said.get("refused").get(1).get("error").get("code").textValue())
                .isEqualTo("unknown_job");
    }

    private static void check(ClinicalStore store) throws Exception {
        PatientRecord record = store.patient("PY-1", new Actor("local", "test")).orElseThrow();
        assertThat(record.results()).extracting(StoredResult::kind).containsExactlyInAnyOrder("site", "cross-check");
        assertThat(store.audit(100))
                .filteredOn(entry -> entry.actor().claimedName().equals("pyigtl"))
                .extracting(AuditEntry::action)
                .contains("patient.put", "study.put");
        assertThat(store.audit(100))
                .extracting(entry -> entry.actor().address())
                .contains("127.0.0.1", "local");
    }

    /** The phantom's channels, and the coarse atlas's brain on the same grid, about its middle. */
    private void writeCase() throws IOException {
        PhantomCase phantom = BrainPhantom.generate(PhantomSpec.brain(3));
        Grid grid = phantom.image().grid();
        for (int c = 0; c < CHANNELS.size(); c++) {
            write(CHANNELS.get(c), phantom.channels().get(c));
        }
        write("brain", brain(grid));
        ObjectNode node = JSON.createObjectNode();
        node.putArray("size").add(grid.sizeI()).add(grid.sizeJ()).add(grid.sizeK());
        double[] rows = grid.indexToRas().flipRasLps().rows();
        var affine = node.putArray("affine");
        for (int row = 0; row < 3; row++) {
            var line = affine.addArray();
            for (int column = 0; column < 4; column++) {
                line.add(rows[4 * row + column]);
            }
        }
        affine.addArray().add(0).add(0).add(0).add(1);
        node.put("model", "phantom-brats");
        List<String> all = new ArrayList<>(CHANNELS);
        CHANNELS.forEach(node.putArray("inputs")::add);
        all.add("brain");
        all.forEach(node.putArray("channels")::add);
        Files.writeString(folder.resolve("case.json"), node.toString());
    }

    /** Nearest voxel of the template, moved so that the two grids' centres meet. */
    private static Volume brain(Grid grid) {
        BrainAtlas atlas = CoarseAtlas.make();
        Grid from = atlas.template().grid();
        Vec3 move = from.centre().minus(grid.centre());
        Volume brain = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 0; k < grid.sizeK(); k++) {
            for (int j = 0; j < grid.sizeJ(); j++) {
                for (int i = 0; i < grid.sizeI(); i++) {
                    Vec3 at = from.indexToRas()
                            .inverse()
                            .apply(grid.indexToRas().apply(i, j, k).plus(move));
                    int x = (int) Math.rint(at.x());
                    int y = (int) Math.rint(at.y());
                    int z = (int) Math.rint(at.z());
                    if (x >= 0 && y >= 0 && z >= 0 && x < from.sizeI() && y < from.sizeJ() && z < from.sizeK()) {
                        brain.voxels().set(grid.index(i, j, k), atlas.template().at(x, y, z));
                    }
                }
            }
        }
        return brain;
    }

    private void write(String name, Volume volume) throws IOException {
        int n = (int) volume.grid().count();
        ByteBuffer bytes = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
        for (int v = 0; v < n; v++) {
            bytes.putFloat((float) volume.voxels().get(v));
        }
        Files.write(folder.resolve(name + ".raw"), bytes.array());
    }

    private static void run(int seconds, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("peer", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            assertThat(ended)
                    .as("%s ends in %d s: %s", List.of(command), seconds, text)
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", List.of(command), text).isZero();
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
