package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on the real server, the real engine and a model of the zoo; the volume is generated. */
class EndToEndTest {

    private static final Path ZOO = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
    /** Oblique and anisotropic, with an axis turned round. */
    private static final Grid GRID = new Grid(
            34,
            49,
            30,
            new Affine(
                    new Vec3(-0.96, 0.28, 0), new Vec3(0.28, 0.96, 0), new Vec3(0, 0, 1.2), new Vec3(31.5, -20.25, 7)));

    @TempDir
    Path folder;

    private Path scan = Path.of("");
    private RunningBridge bridge = start();

    private static RunningBridge start() {
        return start(0);
    }

    /** A bridge without grace: what runs when it is closed is lost. */
    private static RunningBridge start(int port) {
        String text =
                "port = " + port + ", models = \"" + ZOO.toAbsolutePath() + "\", network { shutdown-grace = 1 ms }";
        return RunningBridge.start(ConfigFile.of(ConfigFactory.parseString(text), Path.of("")));
    }

    @BeforeEach
    void writeScan() throws IOException {
        Volume volume = Volume.allocate(GRID, VoxelType.INT16);
        Random random = new Random(7);
        for (int k = 0; k < GRID.sizeK(); k++) {
            for (int j = 0; j < GRID.sizeJ(); j++) {
                for (int i = 0; i < GRID.sizeI(); i++) {
                    double r = Math.hypot(Math.hypot(i - 17, (j - 24) / 1.6), k - 15);
                    volume.voxels().set(GRID.index(i, j, k), 400 - 12 * r + 30 * random.nextGaussian());
                }
            }
        }
        scan = folder.resolve("scan.nii.gz");
        VolumeFiles.write(scan, volume);
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    private Ran send(Path out, String... more) {
        String[] args = Stream.concat(
                        Stream.of(
                                "send",
                                "-m",
                                "hippocampus",
                                "-q",
                                "--port",
                                Integer.toString(bridge.address().port()),
                                "--out",
                                out.toString(),
                                scan.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return Ran.foldlink(args);
    }

    private static List<String> names(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void sendAndSegmentGiveTheSameOnTheInputsOwnGrid() throws IOException {
        Path remote = folder.resolve("remote");
        Path local = folder.resolve("local");
        assertThat(send(remote, "--doubt", "--png", "--html", "--save-probabilities", "--surfaces", "glb,obj")
                        .exit())
                .isZero();
        Ran segment = Ran.foldlink(
                "segment",
                "-q",
                "-m",
                "hippocampus",
                "--models",
                ZOO.toString(),
                "-o",
                local.toString(),
                "--surfaces",
                "glb",
                scan.toString());
        assertThat(segment.err()).isEmpty();
        assertThat(segment.exit()).isZero();
        assertThat(names(remote))
                .containsExactly(
                        "scan.doubt.nii.gz",
                        "scan.html",
                        "scan.nii.gz",
                        "scan.png",
                        "scan.prob.0.nii.gz",
                        "scan.prob.1.nii.gz",
                        "scan.prob.2.nii.gz",
                        "scan.result.json",
                        "scan.surf.glb",
                        "scan.surf.mtl",
                        "scan.surf.obj");
        assertThat(names(local)).containsExactly("scan.nii.gz", "scan.result.json", "scan.surf.glb");
        assertThat(local.resolve("scan.surf.glb")).hasSameBinaryContentAs(remote.resolve("scan.surf.glb"));
        Volume a = VolumeFiles.read(remote.resolve("scan.nii.gz")).volume();
        Volume b = VolumeFiles.read(local.resolve("scan.nii.gz")).volume();
        assertThat(a.type()).isEqualTo(VoxelType.UINT8);
        assertThat(a.grid()).isEqualTo(VolumeFiles.read(scan).volume().grid());
        assertThat(bytes(a)).isEqualTo(bytes(b));
        JsonNode result =
                new ObjectMapper().readTree(remote.resolve("scan.result.json").toFile());
        assertThat(result.path("provenance").path("folds")).hasSize(5);
        assertThat(result.path("notice").asText()).isEqualTo("Not for clinical use.");
        probabilitiesAgree(remote, a);
    }

    @Test
    void everyCaseOfAFolderGetsItsOwnResult() throws IOException {
        Path cases = Files.createDirectories(folder.resolve("cases"));
        Volume first = VolumeFiles.read(scan).volume();
        VolumeFiles.write(cases.resolve("a_0000.nii.gz"), first);
        Volume turned = Volume.allocate(first.grid(), first.type());
        long last = first.grid().count() - 1;
        for (long v = 0; v <= last; v++) {
            turned.voxels().set(v, first.voxels().get(last - v));
        }
        VolumeFiles.write(cases.resolve("b_0000.nii.gz"), turned);
        Path out = folder.resolve("out");
        String[] command = {"segment", "-q", "-m", "hippocampus", "--models", ZOO.toString(), "--folds", "1"};
        Ran both = Ran.foldlink(Stream.concat(Stream.of(command), Stream.of("-o", out.toString(), cases.toString()))
                .toArray(String[]::new));
        assertThat(both.exit()).as(both.err()).isZero();
        Path alone = folder.resolve("alone");
        Ran second = Ran.foldlink(Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "-o",
                                alone.toString(),
                                cases.resolve("b_0000.nii.gz").toString()))
                .toArray(String[]::new));
        assertThat(second.exit()).as(second.err()).isZero();
        byte[] found = bytes(VolumeFiles.read(out.resolve("b.nii.gz")).volume());
        assertThat(found)
                .isEqualTo(bytes(VolumeFiles.read(alone.resolve("b.nii.gz")).volume()));
        assertThat(found)
                .isNotEqualTo(bytes(VolumeFiles.read(out.resolve("a.nii.gz")).volume()));
    }

    /** Every option of the dialogue's that changes how a run is made goes from the command line to the result. */
    @Test
    void theAdaptiveModeAndTheEntropyAreAskedForByName() throws IOException {
        Path out = folder.resolve("out");
        assertThat(send(out, "--mode", "adaptive", "--doubt=entropy", "--priority", "urgent")
                        .exit())
                .isZero();
        JsonNode provenance = new ObjectMapper()
                .readTree(out.resolve("scan.result.json").toFile())
                .path("provenance");
        assertThat(provenance.path("mode").asText()).isEqualTo("adaptive");
        assertThat(provenance.path("mirroring").asBoolean()).isFalse();
        assertThat(provenance.path("tiles_run").size())
                .isBetween(1, 5)
                .isEqualTo(provenance.path("folds").size());
        Volume doubt = VolumeFiles.read(out.resolve("scan.doubt.nii.gz")).volume();
        double most = 0;
        for (long v = 0; v < doubt.voxels().count(); v++) {
            most = Math.max(most, doubt.voxels().get(v));
        }
        assertThat(most).isBetween(1.0, 100.0);
        assertThat(send(folder.resolve("none"), "--mode", "turbo").exit()).isEqualTo(64);
        assertThat(send(folder.resolve("none"), "--doubt=fear").exit()).isEqualTo(64);
        Ran surfaces = send(folder.resolve("none"), "--surfaces", "vrml");
        assertThat(surfaces.exit()).isEqualTo(64);
        assertThat(surfaces.err()).contains("--surfaces: surface format = vrml (expected one of stl, ply, obj, glb)");
        assertThat(send(folder.resolve("none"), "--priority", "now").exit()).isEqualTo(64);
    }

    private static byte[] bytes(Volume volume) {
        ByteBuffer block = volume.voxels().blocks().get(0);
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        return bytes;
    }

    private static void probabilitiesAgree(Path out, Volume labels) throws IOException {
        List<Volume> p = List.of(
                VolumeFiles.read(out.resolve("scan.prob.0.nii.gz")).volume(),
                VolumeFiles.read(out.resolve("scan.prob.1.nii.gz")).volume(),
                VolumeFiles.read(out.resolve("scan.prob.2.nii.gz")).volume());
        for (long v = 0; v < labels.voxels().count(); v++) {
            double sum = 0;
            for (Volume one : p) {
                sum += one.voxels().get(v);
            }
            assertThat(sum).isBetween(1 - 1e-5, 1 + 1e-5);
            double chosen = p.get((int) labels.voxels().get(v)).voxels().get(v);
            for (Volume one : p) {
                assertThat(one.voxels().get(v)).isLessThanOrEqualTo(chosen);
            }
        }
    }

    private Ran sendThrough(CuttingProxy proxy, Path out) {
        return Ran.foldlink(
                "send",
                "-m",
                "hippocampus",
                "-q",
                "--port",
                Integer.toString(proxy.port()),
                "-o",
                out.toString(),
                scan.toString());
    }

    @Test
    void aJobOutlivesAConnectionThatBreaksInMidResultAndInMidVolume() throws IOException {
        Path whole = folder.resolve("whole");
        assertThat(send(whole).exit()).isZero();
        Volume expected = VolumeFiles.read(whole.resolve("scan.nii.gz")).volume();
        long volumeBytes = 2L * GRID.count();
        for (long[] cut : new long[][] {{Long.MAX_VALUE, 20_000}, {volumeBytes / 2, Long.MAX_VALUE}}) {
            try (CuttingProxy proxy = new CuttingProxy(bridge.address().port(), cut[0], cut[1])) {
                Path out = folder.resolve("cut" + cut[1]);
                RemoteRun run = RemoteRun.of(proxy.port(), scan);
                assertThat(run.lost()).isEqualTo(1);
                assertThat(proxy.connections()).isGreaterThanOrEqualTo(2);
                assertThat(bytes(run.labels())).isEqualTo(bytes(expected));
                assertThat(sendThrough(proxy, out).exit()).isZero();
            }
        }
    }

    @Test
    void aBridgeThatIsStartedAgainGetsTheVolumesAnew() throws Exception {
        Path whole = folder.resolve("whole");
        assertThat(send(whole).exit()).isZero();
        Volume expected = VolumeFiles.read(whole.resolve("scan.nii.gz")).volume();
        int port = bridge.address().port();
        RemoteRun run = RemoteRun.of(port, scan, () -> {
            bridge.close();
            bridge = start(port);
        });
        assertThat(run.lost()).isPositive();
        assertThat(bytes(run.labels())).isEqualTo(bytes(expected));
    }

    @Test
    void aFinishedCaseIsKept() throws IOException {
        Path out = folder.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("scan.nii.gz"), "precious");
        assertThat(send(out).exit()).isEqualTo(73);
        assertThat(send(out, "--continue").exit()).isZero();
        assertThat(Files.readString(out.resolve("scan.nii.gz"))).isEqualTo("precious");
    }

    @Test
    void aFolderGoesOnAfterABadCase() throws IOException {
        Files.writeString(folder.resolve("broken.nii.gz"), "no gzip at all");
        Path out = folder.resolve("out");
        scan = folder;
        Ran ran = send(out);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).startsWith("foldlink: case broken: broken.nii.gz: ");
        assertThat(names(out)).containsExactly("scan.nii.gz", "scan.result.json");
    }

    @Test
    void whatTheBridgeRefusesIsSaidInItsWords() {
        Ran model = Ran.foldlink(
                "send", "-m", "nix", "-p", Integer.toString(bridge.address().port()), scan.toString());
        assertThat(model.exit()).isEqualTo(66);
        assertThat(model.err()).startsWith("foldlink: Model was refused: model nix is unknown (expected one of ");
        int port = bridge.address().port();
        bridge.close();
        Ran nobody = Ran.foldlink("send", "-m", "hippocampus", "-p", Integer.toString(port), scan.toString());
        assertThat(nobody.exit()).isEqualTo(69);
        assertThat(nobody.err())
                .startsWith(
                        "foldlink: nothing listens on 127.0.0.1:" + port + " (start a bridge with: foldlink serve)");
    }

    @Test
    void aPortInUseAndAnOpenAddressAreRefused() {
        Ran used = Ran.foldlink(
                "serve",
                "--models",
                ZOO.toString(),
                "--port",
                Integer.toString(bridge.address().port()));
        assertThat(used.exit()).isEqualTo(69);
        assertThat(used.err()).contains("the port is in use");
        Ran open = Ran.foldlink("serve", "--models", ZOO.toString(), "--host", "0.0.0.0", "--port", "0");
        assertThat(open.exit()).isEqualTo(64);
        assertThat(open.err()).contains("no network is allowed");
    }

    @Test
    void modelsAreListedDescribedAndVerified() {
        assertThat(Ran.foldlink("models", "list", "--models", ZOO.toString()).out())
                .contains("hippocampus");
        Ran described = Ran.foldlink("models", "describe", "hippocampus", "--models", ZOO.toString());
        assertThat(described.out())
                .contains("anterior", "posterior", "CC-BY-SA-4.0", "Not for clinical use.")
                .contains("runs:        3d_fullres, folds 0, 1, 2, 3, 4");
        Ran verified = Ran.foldlink("models", "verify", "hippocampus", "--models", ZOO.toString());
        assertThat(verified.exit()).isZero();
        assertThat(verified.out()).contains("fold_4/model.onnx loads and fits its plans");
        assertThat(Ran.foldlink("models", "describe", "nix", "--models", ZOO.toString())
                        .exit())
                .isEqualTo(66);
    }
}
