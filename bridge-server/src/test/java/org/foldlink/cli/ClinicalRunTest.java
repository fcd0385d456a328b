package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.foldlink.atlas.Atlases;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.measure.Dice;
import org.foldlink.phantom.BrainPhantom;
import org.foldlink.phantom.MrSequence;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an MR to a report, in one command. */
class ClinicalRunTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOWN = "clinical database jdbc:postgresql://127.0.0.1:1/none cannot be reached"
            + " (see that it runs and that the url is right; nothing was written)";

    /** Channels of a generated head, and its labels under three names. */
    @TempDir
    static Path phantom;

    private static PhantomCase made;

    @TempDir
    Path folder;

    @BeforeAll
    static void generate() throws IOException {
        made = BrainPhantom.generate(PhantomSpec.training(2026));
        for (MrSequence s : MrSequence.values()) {
            VolumeFiles.write(
                    phantom.resolve(s.term().toLowerCase(Locale.ROOT) + ".nii.gz"),
                    made.channels().get(s.channel()));
        }
        Files.createDirectory(phantom.resolve("members"));
        for (String name : List.of("a", "b", "c")) {
            VolumeFiles.write(phantom.resolve("members").resolve(name + ".nii.gz"), made.labels());
        }
    }

    static Path shared() {
        return Path.of(Objects.requireNonNullElse(
                System.getenv("FOLDLINK_SHARED_DATA"), System.getProperty("foldlink.root") + "/../shared/data"));
    }

    private static List<String> members(Path images) throws IOException {
        try (var files = Files.list(images.resolve("members"))) {
            return files.sorted().map(Path::toString).toList();
        }
    }

    private String out() {
        return folder.resolve("out").toString();
    }

    private String[] database() {
        return new String[] {"--data-folder", folder.resolve("db").toString()};
    }

    private static Ran clinical(List<String> words, String... more) {
        List<String> all = new ArrayList<>(List.of("clinical"));
        all.addAll(words);
        all.addAll(List.of(more));
        return Ran.foldlink(all.toArray(String[]::new));
    }

    /** A run on given masks, with two symptoms. */
    private Ran run(Path images, List<String> masks, String... more) {
        List<String> words = new ArrayList<>(List.of("run", images.toString(), "--patient", "P1", "--age", "60"));
        words.addAll(List.of("--symptom", "left leg weakness:left:2026-10-01:moderate", "--symptom", "headache:mild"));
        words.addAll(List.of("-o", out(), "--masks"));
        words.addAll(masks);
        return clinical(words, more);
    }

    private void assertWhole(Path out) throws IOException {
        for (String file : List.of("labels.nii.gz", "report.html", "result.json", "patient.json")) {
            assertThat(out.resolve(file)).isRegularFile();
        }
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("Not for clinical use.")
                .contains("Weakness of one leg");
    }

    @Test
    void fourChannelsGoThroughTheBundleToAReportAndIntoTheStore() throws IOException {
        Path zoo = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
        Ran ran = clinical(
                List.of("run", phantom.toString(), "-m", "phantom-brats", "--models", zoo.toString(), "-o", out()),
                "--symptom",
                "left leg weakness",
                "--patient",
                "P1",
                "--data-folder",
                folder.resolve("db").toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertWhole(Path.of(out()));
        Volume labels = VolumeFiles.read(Path.of(out(), "labels.nii.gz")).volume();
        for (int label = 1; label <= 3; label++) {
            assertThat(Dice.of(labels, made.labels(), label)).isGreaterThan(0.8);
        }
        JsonNode result = JSON.readTree(Path.of(out(), "result.json").toFile());
        assertThat(result.path("schema").asInt()).isEqualTo(1);
        assertThat(result.path("provenance").path("Model").asText()).startsWith("phantom-brats 1.0.0, on ");
        assertThat(result.path("site").path("kind").asText()).isEqualTo("site");
        assertThat(result.path("cross_check").path("statement").asText()).isNotEmpty();
        assertThat(result.path("notice").asText()).isEqualTo("Not for clinical use.");
        JsonNode held = JSON.readTree(
                clinical(List.of("patient", "show", "P1", "--json"), database()).out());
        assertThat(held.path("studies")).hasSize(1);
        assertThat(held.path("results")).hasSize(4);
        assertThat(held.path("observations").path(0).path("side").asText()).isEqualTo("left");
    }

    @Test
    void theGliomaLiesRightFrontalWhereTheSharedDataAreElseThePhantomsFusionIsItsLabels() throws IOException {
        Path glioma = shared().resolve("glioma-mr").resolve("TCGA-DU-7294");
        if (!Files.isDirectory(glioma)) {
            Ran ran = run(phantom, members(phantom), database());
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertWhole(Path.of(out()));
            assertThat(VolumeFiles.read(Path.of(out(), "labels.nii.gz"))
                            .volume()
                            .voxels()
                            .blocks())
                    .isEqualTo(made.labels().voxels().blocks());
            return;
        }
        Path talairach = shared().resolve("atlas").resolve("talairach");
        Ran ran = run(
                glioma,
                members(glioma),
                "--atlas",
                talairach.toString(),
                "--data-folder",
                folder.resolve("db").toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertWhole(Path.of(out()));
        assertThat(ran.out())
                .contains("right hemisphere")
                .contains("agreement: Symptoms and image agree on the right frontal lobe")
                .contains("kept as patient P1 in H2 ");
        assertThat(VolumeFiles.read(Path.of(out(), "labels.nii.gz"))
                        .volume()
                        .voxels()
                        .blocks())
                .isEqualTo(VolumeFiles.read(glioma.resolve("fusion").resolve("mav.nii.gz"))
                        .volume()
                        .voxels()
                        .blocks());
        assertThat(clinical(List.of("check", "P1", "--explain"), database()).out())
                .contains("agreement: ")
                .contains(" image: ")
                .contains(" leg_weakness: ");
    }

    @Test
    void theBundleAndThePublishedMasksAreFusedOnTheGliomaWhereTheSharedDataAreElseOnThePhantom() throws IOException {
        Path glioma = shared().resolve("glioma-mr").resolve("TCGA-DU-7294");
        boolean real = Files.isDirectory(glioma);
        Path images = real ? glioma : phantom;
        Path zoo = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
        Ran ran = run(
                images,
                members(images),
                "-m",
                "phantom-brats",
                "--models",
                zoo.toString(),
                "--data-folder",
                folder.resolve("db").toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertWhole(Path.of(out()));
        Volume labels = VolumeFiles.read(Path.of(out(), "labels.nii.gz")).volume();
        Volume published = real
                ? VolumeFiles.read(glioma.resolve("fusion").resolve("mav.nii.gz"))
                        .volume()
                : made.labels();
        assertThat(Dice.of(labels, published, 2)).isGreaterThan(0.9);
        JsonNode provenance =
                JSON.readTree(Path.of(out(), "result.json").toFile()).path("provenance");
        assertThat(provenance.path("Model").asText()).startsWith("phantom-brats 1.0.0, on ");
        assertThat(provenance.path("Fusion").asText()).contains("masks agree");
        if (real) {
            assertThat(ran.out())
                    .contains("right hemisphere")
                    .contains("agreement: Symptoms and image agree on the right frontal lobe");
        }
    }

    @Test
    void aDatabaseThatIsDownLosesNothingAndTheFolderIsKeptLater() throws IOException {
        Ran ran = run(phantom, members(phantom), "--database", "jdbc:postgresql://127.0.0.1:1/none");
        assertThat(ran.exit()).isEqualTo(69);
        assertThat(ran.err().lines().filter(l -> l.startsWith("foldlink: ")))
                .containsExactly(
                        "foldlink: warning: " + DOWN
                                + "; going on with the knowledge that comes with FoldLink, and without hospitals",
                        "foldlink: " + DOWN + "; the results are in " + out() + " and not in the database: `foldlink"
                                + " clinical store " + out()
                                + "`, with the same --database, keeps them once it is there");
        assertWhole(Path.of(out()));
        Ran kept = clinical(List.of("store", out()), database());
        assertThat(kept.out()).isEqualTo("kept patient P1 with 4 results\n");
        assertThat(kept.exit()).isZero();
        Ran twice = clinical(List.of("store", out()), database());
        assertThat(twice.exit()).isEqualTo(73);
        assertThat(twice.err())
                .matches("foldlink: result \"[-0-9a-f]{36}\" is held already \\(expected a new id; results are never"
                        + " replaced\\)\n");
        Ran nothing = clinical(List.of("store", folder.resolve("none").toString()), database());
        assertThat(nothing.exit()).isEqualTo(66);
        assertThat(nothing.err())
                .isEqualTo("foldlink: " + folder.resolve("none").resolve("patient.json")
                        + " does not exist (expected a folder that `clinical run` wrote)\n");
    }

    @Test
    void whatIsHeldCountsToTheNextRunAndMakesAReportAgain() throws IOException {
        assertThat(clinical(List.of("patient", "add", "P1", "--sex", "male"), database())
                        .exit())
                .isZero();
        assertThat(clinical(List.of("symptoms", "add", "P1", "abulia"), database())
                        .exit())
                .isZero();
        assertThat(run(phantom, members(phantom), database()).exit()).isZero();
        JsonNode held = JSON.readTree(
                clinical(List.of("patient", "show", "P1", "--json"), database()).out());
        assertThat(held.path("sex").asText()).isEqualTo("male");
        assertThat(held.path("age_years").asInt()).isEqualTo(60);
        assertThat(held.path("observations")).hasSize(3);

        Path report = folder.resolve("again.html");
        Ran ran = clinical(List.of("report", "P1", "-o", report.toString()), database());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(Files.readString(report)).contains("Weakness of one leg").contains("Not for clinical use.");
        Ran there = clinical(List.of("report", "P1", "-o", report.toString()), database());
        assertThat(there.exit()).isEqualTo(73);
        assertThat(there.err()).isEqualTo("foldlink: " + report + " exists (--force replaces it)\n");

        Ran again = run(phantom, members(phantom), database());
        assertThat(again.exit()).isEqualTo(73);
        assertThat(again.err())
                .isEqualTo("foldlink: " + Path.of(out(), "labels.nii.gz") + " exists (--force replaces it)\n");
        assertThat(run(phantom, members(phantom), "--force", "--no-store").exit())
                .isZero();
        JsonNode after = JSON.readTree(
                clinical(List.of("patient", "show", "P1", "--json"), database()).out());
        assertThat(after.path("results")).hasSize(4);
    }

    @Test
    void aSiteIsPrintedAndKeptWithThePatientWhoIsHeld() throws IOException {
        List<String> site = List.of(
                "site",
                phantom.resolve("t1.nii.gz").toString(),
                "--labels",
                phantom.resolve("members").resolve("a.nii.gz").toString());
        Ran alone = clinical(site, "--json");
        assertThat(alone.err()).isEmpty();
        assertThat(JSON.readTree(alone.out()).path("kind").asText()).isEqualTo("site");
        List<String> kept = new ArrayList<>(site);
        kept.addAll(List.of("--patient", "P1"));
        Ran unknown = clinical(kept, database());
        assertThat(unknown.exit()).isEqualTo(66);
        assertThat(unknown.err())
                .isEqualTo("foldlink: patient P1 is not held (expected one of `clinical patient list`)\n");
        assertThat(clinical(List.of("patient", "add", "P1"), database()).exit()).isZero();
        Ran ran = clinical(kept, database());
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).startsWith("site by ").contains("kept with patient P1, study image-");
        assertThat(clinical(List.of("check", "P1"), database()).exit()).isZero();
        Ran report =
                clinical(List.of("report", "P1", "-o", folder.resolve("r.html").toString()), database());
        assertThat(report.exit()).isEqualTo(64);
        assertThat(report.err())
                .isEqualTo("foldlink: patient P1 has no record of where the scan lies (expected --image)\n");
    }

    @Test
    void aMaskOnAnotherGridAndOneWithoutATumourAreRefused() throws IOException {
        Grid grid = new Grid(4, 4, 4, Affine.IDENTITY);
        Path odd = folder.resolve("odd.nii.gz");
        VolumeFiles.write(odd, Volume.allocate(grid, VoxelType.UINT8));
        Path image = folder.resolve("t1.nii.gz");
        VolumeFiles.write(image, Volume.allocate(new Grid(4, 4, 5, Affine.IDENTITY), VoxelType.INT16));
        Ran moved = clinical(List.of("site", image.toString(), "--labels", odd.toString()));
        assertThat(moved.exit()).isEqualTo(2);
        assertThat(moved.err())
                .isEqualTo("foldlink: labels are on another grid than the image: labels 4 x 4 x 4 voxels of 1.00 x 1.00"
                        + " x 1.00 mm about RAS (1.5, 1.5, 1.5); image 4 x 4 x 5 voxels of 1.00 x 1.00 x 1.00 mm about"
                        + " RAS (1.5, 1.5, 2.0) (expected the same size and place within 0.01 mm); give the image that"
                        + " the labels were made of, or resample the labels onto the image\n");
        Ran fused = run(phantom, List.of(members(phantom).get(0), odd.toString()), "--no-store");
        assertThat(fused.exit()).isEqualTo(2);
        assertThat(fused.err())
                .contains("foldlink: mask odd.nii.gz lies on another grid than a.nii.gz: 4 x 4 x 4 voxels");

        VolumeFiles.write(image, Volume.allocate(grid, VoxelType.INT16));
        Ran none = clinical(List.of("site", image.toString(), "--labels", odd.toString()));
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err())
                .isEqualTo("foldlink: labels have no tumour (expected voxels of 1 necrosis, 2 oedema, 4 enhancing);"
                        + " nothing to locate\n");
    }

    @Test
    void anAtlasWithTheWrongChecksumIsRefusedBeforeAnyWork() throws IOException {
        Path atlas = Files.createDirectory(folder.resolve("atlas"));
        Path talairach = shared().resolve("atlas").resolve("talairach");
        // Any of its files' names tells that it is meant to be that atlas.
        Path file = atlas.resolve("Talairach.xml");
        Files.writeString(file, "damaged");
        assertThat(Atlases.isInstalled(atlas)).isTrue();
        Ran ran = run(phantom, members(phantom), "--atlas", atlas.toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("foldlink: atlas file " + atlas)
                .contains("./foldlink setup atlas --force brings ");
        assertThat(Path.of(out())).doesNotExist();
        Ran gone =
                run(phantom, members(phantom), "--atlas", folder.resolve("gone").toString());
        assertThat(gone.exit()).isEqualTo(66);
        assertThat(gone.err())
                .isEqualTo("foldlink: --atlas = " + folder.resolve("gone")
                        + " does not exist (expected a folder of the atlas's files)\n");
        assertThat(talairach).isNotEqualTo(atlas);
    }

    @Test
    void wrongSymptomsAndPlacesEndTheRunBeforeAnyWork() throws IOException {
        Ran ran = clinical(
                List.of("run", phantom.toString(), "-o", out(), "--no-store"), "--symptom", "left leg weakness:right");
        assertThat(ran.exit()).isEqualTo(64);
        assertThat(ran.err())
                .isEqualTo("foldlink: symptom \"left leg weakness:right\" says left in its name and right as its side"
                        + " (expected one side; where both are affected, record each)\n");
        Ran far = clinical(List.of("run", phantom.toString(), "-o", out(), "--no-store"), "--from", "91,0");
        assertThat(far.err()).isEqualTo("foldlink: --from: latitude = 91.0 (expected degrees, -90 to 90)\n");
    }

    @Test
    void theDemoTellsTheWholeStory() throws IOException {
        Ran ran = clinical(List.of("demo", "--data", phantom.toString(), "-o", out()));
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertWhole(Path.of(out()));
        assertThat(ran.out())
                .startsWith("FoldLink development clinical demo. Not for clinical use.\nMR: " + phantom + "\n")
                .contains("leg_weakness  left")
                .contains("wanted: ")
                .contains("kept as patient example-patient in H2 ")
                .endsWith("Not for clinical use.\n");
        assertThat(Path.of(out(), "database", "foldlink.mv.db")).isRegularFile();
        assertThat(clinical(List.of("demo", "--data", phantom.toString(), "-o", out()))
                        .exit())
                .isZero();
    }
}
