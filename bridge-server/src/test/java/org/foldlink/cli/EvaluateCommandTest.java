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
import java.util.stream.Stream;
import org.foldlink.evaluation.Csv;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

    private static final Grid GRID = new Grid(16, 8, 6, Affine.ofSpacing(1, 1, 2, Vec3.ZERO));

    @TempDir
    Path folder;

    private Path predictions;
    private Path references;
    private Path names;
    private Path out;

    /** Label 1 from i = 1 to {@code to}, and label 2 as one plane if asked. */
    private static Volume labels(Grid grid, int to, boolean second) {
        Volume v = Volume.allocate(grid, VoxelType.UINT8);
        for (int k = 1; k < 5; k++) {
            for (int j = 1; j < 7; j++) {
                for (int i = 1; i <= to; i++) {
                    v.voxels().set(grid.index(i, j, k), 1);
                }
                if (second) {
                    v.voxels().set(grid.index(15, j, k), 2);
                }
            }
        }
        return v;
    }

    @BeforeEach
    void writeCases() throws IOException {
        predictions = Files.createDirectories(folder.resolve("pred"));
        references = Files.createDirectories(folder.resolve("ref"));
        out = folder.resolve("out");
        names = Files.writeString(folder.resolve("names.txt"), "0 background\n1 liver, left # a remark\n2: tumour\n");
        for (int n = 1; n <= 5; n++) {
            VolumeFiles.write(predictions.resolve("case" + n + ".nii.gz"), labels(GRID, 5 + n, n > 2));
            VolumeFiles.write(references.resolve("case" + n + ".nrrd"), labels(GRID, 10, n > 1));
        }
        VolumeFiles.write(references.resolve("only.nii.gz"), labels(GRID, 10, false));
        VolumeFiles.write(predictions.resolve("extra.nii"), labels(GRID, 10, false));
        VolumeFiles.write(predictions.resolve("case1.doubt.nii.gz"), labels(GRID, 10, false));
        VolumeFiles.write(predictions.resolve("case1.prob.1.nii.gz"), labels(GRID, 10, false));
    }

    private Ran evaluate(String... more) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", predictions.toString(), references.toString()));
        arguments.addAll(List.of("--names", names.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Ran.foldlink(arguments.toArray(String[]::new));
    }

    private JsonNode document() throws IOException {
        return new ObjectMapper().readTree(out.resolve("evaluation.json").toFile());
    }

    private List<List<String>> csv(String name) throws IOException {
        return Csv.parse(Files.readString(out.resolve(name)));
    }

    @Test
    void twoFoldersAreMatchedByName() throws IOException {
        Ran ran = evaluate();
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out())
                .startsWith("5 cases\n")
                .contains("liver, left", "all structures")
                .contains("1 of the reference's cases have no prediction and were left out: only.")
                .contains("1 predictions have no reference and were left out: extra.")
                .endsWith("Not for clinical use.\n");
        List<List<String>> cases = csv("cases.csv");
        assertThat(cases).hasSize(1 + 5 * 2);
        assertThat(cases.get(0))
                .containsExactly(
                        "case",
                        "structure",
                        "presence",
                        "predicted_ml",
                        "reference_ml",
                        "nsd_tolerance_mm",
                        "dice",
                        "iou",
                        "nsd",
                        "hd95_mm",
                        "assd_mm",
                        "volume_difference_ml",
                        "volume_difference_percent",
                        "sensitivity",
                        "precision",
                        "notice");
        assertThat(cases.get(2)).startsWith("case1", "tumour", "neither").endsWith("", "", "Not for clinical use.");
        assertThat(cases.get(4)).startsWith("case2", "tumour", "reference only");
        JsonNode e = document();
        assertThat(e.path("notice").asText()).isEqualTo("Not for clinical use.");
        JsonNode liver = e.path("structures").path(0);
        assertThat(liver.path("name").asText()).isEqualTo("liver, left");
        // Widths 6 to 10 of 10: Dice 2 w / (w + 10).
        double mean = (12 / 16.0 + 14 / 17.0 + 16 / 18.0 + 18 / 19.0 + 1) / 5;
        assertThat(liver.path("metrics").path("dice").path("mean").asDouble()).isCloseTo(mean, within(1e-12));
        JsonNode tumour = e.path("structures").path(1);
        assertThat(tumour.path("cases_by_presence").path("neither").asInt()).isEqualTo(1);
        assertThat(tumour.path("cases_by_presence").path("reference only").asInt())
                .isEqualTo(1);
        assertThat(tumour.path("metrics").path("dice").path("n").asInt()).isEqualTo(4);
        assertThat(tumour.path("metrics").path("hd95_mm").path("n").asInt()).isEqualTo(3);
        assertThat(e.path("cases")
                        .path(0)
                        .path("structures")
                        .path(1)
                        .path("dice")
                        .isNull())
                .isTrue();
        assertThat(Files.readString(out.resolve("table.md")))
                .contains("| liver, left | 5 | 0 | 0 | 0.8820 ± 0.0989")
                .contains("**Not for clinical use.**");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("cases.csv", "evaluation.json", "evaluation.html", "table.md");
        }
    }

    @Test
    void thePageStandsAloneAndHasTheWorstCaseFirst() throws IOException {
        assertThat(evaluate().exit()).isZero();
        String page = Files.readString(out.resolve("evaluation.html"));
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<svg", "Not for clinical use.")
                .doesNotContain("http", "<script", "src=", "url(");
        String worst = page.substring(page.indexOf("Worst cases first"));
        // case2 has its tumour missed: mean Dice below case1's.
        assertThat(worst.indexOf("case2")).isLessThan(worst.indexOf("case1")).isPositive();
    }

    @Test
    void anEarlierEvaluationIsNotReplacedUnlessForced() throws IOException {
        assertThat(evaluate("--lesions", "tumour").exit()).isZero();
        assertThat(out.resolve("lesions.csv")).exists();
        byte[] before = Files.readAllBytes(out.resolve("evaluation.json"));
        Ran again = evaluate();
        assertThat(again.exit()).isEqualTo(73);
        assertThat(again.err())
                .isEqualTo("foldlink: " + out.resolve("cases.csv")
                        + " exists (--force replaces it, --out names another folder)\n");
        assertThat(Files.readAllBytes(out.resolve("evaluation.json"))).isEqualTo(before);
        assertThat(evaluate("--force").exit()).isZero();
        assertThat(out.resolve("lesions.csv")).doesNotExist();
    }

    @Test
    void lesionsAreCounted() throws IOException {
        Ran ran = evaluate("--lesions", "tumour");
        assertThat(ran.exit()).isZero();
        assertThat(csv("lesions.csv"))
                .contains(List.of("case2", "tumour", "1", "0", "0", "0", "0.0", "", "Not for clinical use."));
        JsonNode lesions = document().path("lesions").path(0);
        assertThat(lesions.path("lesions").asInt()).isEqualTo(4);
        assertThat(lesions.path("found").asInt()).isEqualTo(3);
        assertThat(lesions.path("sensitivity").asDouble()).isEqualTo(0.75);
        assertThat(lesions.path("false_findings_a_case").path("mean").asDouble())
                .isZero();
    }

    @Test
    void anotherPredictionIsComparedCaseByCase() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        for (int n = 1; n <= 5; n++) {
            VolumeFiles.write(other.resolve("case" + n + ".nii.gz"), labels(GRID, 10, n > 2));
        }
        Ran ran = evaluate("--against", other.toString(), "--structures", "1");
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("p (Wilcoxon)");
        List<List<String>> lines = csv("comparison.csv");
        List<String> dice = lines.get(1);
        assertThat(dice).startsWith("liver, left", "dice", "5");
        // Four cases are worse than the other's, one is equal: 2 of 16 signs.
        assertThat(dice.subList(9, 13)).containsExactly("4", "0.0", "0.125", "true");
        assertThat(csv("cases.against.csv")).hasSize(6);
        assertThat(Files.readString(out.resolve("evaluation.html"))).contains("Against " + other);
    }

    @Test
    void aCaseOnAnotherGridIsSaidAndTheOthersAreScored() throws IOException {
        Grid longer = new Grid(17, 8, 6, GRID.indexToRas());
        VolumeFiles.write(predictions.resolve("case3.nii.gz"), labels(longer, 10, false));
        Ran ran = evaluate();
        assertThat(ran.exit()).isEqualTo(2);
        String reason = "prediction and reference lie on different grids, 17 x 8 x 6 and 16 x 8 x 6 voxels "
                + "(expected the same: resample the prediction to the reference's grid)";
        assertThat(ran.err()).contains("foldlink: case case3: " + reason);
        assertThat(ran.out()).startsWith("4 cases\n").contains("Case case3 was not scored: " + reason);
        assertThat(document().path("unscored").path(0).path("reason").asText()).isEqualTo(reason);
    }

    @Test
    void onePairAndNoNames() throws IOException {
        Ran ran = Ran.foldlink(
                "evaluate",
                predictions.resolve("case3.nii.gz").toString(),
                references.resolve("case3.nrrd").toString(),
                "--structures",
                "2,both=1+2",
                "--tolerance",
                "2",
                "--tolerance",
                "both=0.5",
                "--out",
                out.toString());
        assertThat(ran.exit()).as(ran.err()).isZero();
        List<List<String>> cases = csv("cases.csv");
        assertThat(cases.get(1)).startsWith("case3", "label_2", "both").contains("2.0");
        assertThat(cases.get(2)).startsWith("case3", "both", "both").contains("0.5");
    }

    @Test
    void namesOfADatasetJsonInEitherDirection() throws IOException {
        for (String labels : List.of(
                "{\"labels\": {\"background\": 0, \"liver\": 1, \"whole\": [1, 2]}}",
                "{\"labels\": {\"0\": \"background\", \"1\": \"liver\", \"2\": \"whole\"}}")) {
            Path dataset = Files.writeString(folder.resolve("dataset.json"), labels);
            Ran ran = Ran.foldlink(
                    "evaluate",
                    predictions.toString(),
                    references.toString(),
                    "--dataset",
                    dataset.toString(),
                    "--force",
                    "--out",
                    out.toString());
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(document().path("structures").path(1).path("name").asText())
                    .isEqualTo("whole");
        }
    }

    @Test
    void refusalsWordForWord() throws IOException {
        assertThat(evaluate("--structures", "spleen"))
                .isEqualTo(
                        failed(
                                64,
                                "--structures = spleen (expected names or values of liver, left, tumour, or NAME=VALUE+VALUE)"));
        assertThat(evaluate("--tolerance", "spleen=2"))
                .isEqualTo(failed(64, "--tolerance = spleen=2 (expected one of the structures liver, left, tumour)"));
        assertThat(evaluate("--tolerance", "wide"))
                .isEqualTo(failed(64, "--tolerance = wide (expected MM or NAME=MM)"));
        assertThat(evaluate("--lesions", "spleen"))
                .isEqualTo(failed(64, "lesions = spleen (expected one of the structures liver, left, tumour)"));
        assertThat(evaluate("--dataset", names.toString()))
                .isEqualTo(failed(64, "got 2 sources of names (expected one of --model, --dataset and --names)"));
        Path bad = Files.writeString(folder.resolve("bad.txt"), "1 liver\nspleen\n");
        assertThat(Ran.foldlink(
                        "evaluate",
                        predictions.toString(),
                        references.toString(),
                        "--names",
                        bad.toString(),
                        "--out",
                        out.toString()))
                .isEqualTo(failed(2, "bad.txt, line 2 = spleen (expected a label value and its name)"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(Ran.foldlink("evaluate", empty.toString(), references.toString(), "--out", out.toString()))
                .isEqualTo(failed(
                        66,
                        "folder " + empty + " holds no labelmap (expected .nii.gz, .nii, .hdr, .nrrd or .nhdr files)"));
        assertThat(Ran.foldlink(
                        "evaluate",
                        predictions.toString(),
                        references.resolve("case1.nrrd").toString(),
                        "--out",
                        out.toString()))
                .isEqualTo(failed(
                        64, predictions + " is a folder and the other is a file (expected two folders, or two files)"));
        assertThat(out).doesNotExist();
    }

    private static Ran failed(int exit, String message) {
        return new Ran(exit, "", "foldlink: " + message + "\n");
    }
}
