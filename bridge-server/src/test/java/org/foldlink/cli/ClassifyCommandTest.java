package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.foldlink.inference.TestClassifier;
import org.foldlink.nifti.NiftiFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandTest {

    @TempDir
    Path folder;

    private String models;
    private String cases;

    @BeforeEach
    void writeCases() throws IOException {
        TestClassifier.in(folder.resolve("models"));
        models = folder.resolve("models").toString();
        Path scans = java.nio.file.Files.createDirectories(folder.resolve("scans"));
        NiftiFile.write(scans.resolve("a.nii.gz"), TestClassifier.volume(70));
        NiftiFile.write(scans.resolve("b.nii.gz"), TestClassifier.volume(20));
        cases = scans.toString();
    }

    @Test
    void everyCaseHasItsAnswer() {
        Ran ran = Ran.foldlink("classify", "--threads", "1", "-m", "bright", "--models", models, cases);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines())
                .containsExactly(
                        "a: bright, probability 0.8808 (logit 2.0000)",
                        "  fold 0: class 1, probability 0.8808 (logit 2.0000)",
                        "  fold 1: class 1, probability 0.8808 (logit 2.0000)",
                        "b: dark, probability 0.9526 (logit -3.0000)",
                        "  fold 0: class 0, probability 0.9526 (logit -3.0000)",
                        "  fold 1: class 0, probability 0.9526 (logit -3.0000)",
                        "Not for clinical use.");
    }

    @Test
    void evaluateTakesTheCsv() throws IOException {
        Ran ran = Ran.foldlink("classify", "--csv", "--threads", "1", "-m", "bright", "--models", models, cases);
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .startsWith("case,class,probability,notice\r\na,0,0.11")
                .contains("\r\nb,1,0.04");
        Path probabilities = java.nio.file.Files.writeString(folder.resolve("p.csv"), ran.out());
        Path truth = java.nio.file.Files.writeString(folder.resolve("classes.csv"), "case,class\na,1\nb,0\n");
        Ran scored = Ran.foldlink(
                "evaluate",
                probabilities.toString(),
                truth.toString(),
                "--out",
                folder.resolve("scores").toString());
        assertThat(scored.exit()).as(scored.err()).isZero();
        assertThat(scored.out()).containsPattern("1 +2 +1 +1\\.0000");
        assertThat(Ran.foldlink("classify", "--csv", "--json", "-m", "bright", "--models", models, cases)
                        .err())
                .isEqualTo("foldlink: got --json and --csv (expected one of them)\n");
    }

    @Test
    void jsonIsOneObjectACase() throws IOException {
        Ran ran = Ran.foldlink(
                "classify", "--json", "--folds", "1", "--threads", "1", "-m", "bright", "--models", models, cases);
        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines()).hasSize(2);
        JsonNode first = new JsonMapper().readTree(ran.out().lines().findFirst().orElseThrow());
        assertThat(first.get("case").asText()).isEqualTo("a");
        assertThat(first.get("label").asInt()).isEqualTo(1);
        assertThat(first.get("name").asText()).isEqualTo("bright");
        assertThat(first.get("probabilities")).hasSize(2);
        assertThat(first.get("classes").toString()).isEqualTo("[\"dark\",\"bright\"]");
        assertThat(first.get("folds")).hasSize(1);
        assertThat(first.has("spread")).isFalse();
        assertThat(first.get("provenance").get("model_hash").asText()).hasSize(64);
        assertThat(first.get("notice").asText()).isEqualTo("Not for clinical use.");
    }

    @Test
    void aMistakeIsNamed() {
        Ran folds = Ran.foldlink("classify", "--folds", "3", "-m", "bright", "--models", models, cases);
        assertThat(folds.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(folds.err())
                .startsWith("foldlink: case a: folds = 3 (model bright has 2; expected 1..2, or 0 for all)");
        Ran segment = Ran.foldlink(
                "segment",
                "-m",
                "bright",
                "--models",
                models,
                "-o",
                folder.resolve("out").toString(),
                cases);
        assertThat(segment.exit()).isNotZero();
        assertThat(segment.err() + segment.out())
                .contains("model = bright classifies whole volumes (expected a segmentation model): send Classify");
    }
}
