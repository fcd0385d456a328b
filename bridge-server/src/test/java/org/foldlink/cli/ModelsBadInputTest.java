package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.foldlink.inference.TestModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused when it is added or verified, word for word. */
class ModelsBadInputTest extends ModelsRig {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model.json | \"task\" | \"tasks\": 1, \"task\" | model.json has an unknown key tasks (expected one of $schema, attribution, channels, configuration, id, labels, licence, members, mirroring, modality, notice, previous_stage, schema, scores, task, title, trained_on, version)",
                "model.json | \"schema\": 1, | \"schema\": 2, \"sides\": [], | model.json schema = 2 (expected 1: a newer FoldLink wrote it; update this one, or export the model with its own tools)",
                "dataset.json | \"posterior\": 2 | \"posterior\": 3 | dataset.json labels = {\"background\":0,\"anterior\":1,\"posterior\":3} (expected labels numbered from 0 without a gap: nnU-Net trains no other)",
                "dataset.json | \"0\": \"MRI\" | \"0\": \"MRI\", \"1\": \"PET\" | model.json channels = [{\"name\":\"MRI\",\"modality\":\"MR\"}] (expected a list of 2)",
                "model.json | \"name\": \"posterior\" | \"name\": \"tail\" | model.json labels[1].name = \"tail\" (expected \"posterior\", as in dataset.json)",
            })
    void aDescriptorThatDoesNotFitIsRefused(String file, String from, String to, String message) throws IOException {
        edit(file, from, to);
        refused(add(), ExitCode.MALFORMED, message);
    }

    @Test
    void aMissingFoldIsRefused() throws IOException {
        Files.delete(source.resolve("fold_3/model.onnx"));
        refused(add(), ExitCode.NO_INPUT, "fold_3/model.onnx is missing (SHA256SUMS lists it)");
        Files.delete(source.resolve("SHA256SUMS"));
        for (int f : new int[] {0, 1, 2, 4}) {
            Files.delete(source.resolve("fold_" + f + "/model.onnx"));
        }
        refused(add(), ExitCode.NO_INPUT, "fold_0/model.onnx is missing (expected at least one fold)");
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        Files.copy(
                source.resolve("fold_1/model.onnx"),
                source.resolve("fold_0/model.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        refused(
                add(),
                ExitCode.MALFORMED,
                "fold_0/model.onnx has SHA-256 " + listed("fold_1/model.onnx") + " (expected "
                        + listed("fold_0/model.onnx") + ", from SHA256SUMS)");
    }

    private String listed(String file) throws IOException {
        return Files.readAllLines(source.resolve("SHA256SUMS")).stream()
                .filter(line -> line.endsWith(" " + file))
                .map(line -> line.substring(0, 64))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNetworkOfOtherChannelsOrAnotherShapeIsRefused() throws Exception {
        source = TestModels.model().channels(2).write(folder, "threshold").folder();
        refused(
                add(),
                ExitCode.MALFORMED,
                "model " + PLAIN
                        + ": fold_0/model.onnx input input has shape [any, 1, 6, 7, 8] (the model's plan asks for"
                        + " [1, 2, 6, 7, 8]: batch, channels, patch z, y, x)");
        source = TestModels.model().patch(6, 7, 9).write(folder, "threshold").folder();
        refused(
                add(),
                ExitCode.MALFORMED,
                "model " + PLAIN
                        + ": fold_0/model.onnx input input has shape [any, 1, 6, 7, 8] (the model's plan asks for"
                        + " [1, 1, 6, 7, 9]: batch, channels, patch z, y, x)");
        Files.writeString(source.resolve("fold_0/model.onnx"), "no network");
        Ran text = add();
        assertThat(text.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(text.err()).startsWith("foldlink: model " + PLAIN + ": fold_0/model.onnx ");
        assertThat(names(store)).isEmpty();
    }

    @Test
    void aNetworkThatGivesNoNumbersFailsOnTheGeneratedVolume() throws Exception {
        TestModels.model().write(store, "threshold", "not_finite");
        Ran ran = models("verify", "--threads", "1");
        assertThat(ran.exit()).isEqualTo(ExitCode.FAILED.code());
        assertThat(ran.out())
                .contains(PLAIN + ": fold_1/model.onnx loads and fits its plans")
                .contains(
                        PLAIN + ": error: run on a generated volume: fold 1 gives logits that are not finite (expected"
                                + " finite numbers; verify the model's files and the volume's intensities)");
    }

    @Test
    void aVolumeThatIsNoneIsWrongUsage() {
        assertThat(models("describe", "x", "--size", "512,512").err())
                .isEqualTo("foldlink: --size = 512,512 (expected three whole numbers 1..65535, such as 512,512,280)\n");
        assertThat(models("verify", "--spacing", "1,0,1").err())
                .isEqualTo(
                        "foldlink: --spacing = 1,0,1 (expected three numbers above 0, up to 1000, such as 0.8,0.8,2.5)\n");
        assertThat(models("add", "x", "--max-size", "0").err())
                .isEqualTo("foldlink: --max-size = 0 (expected 1 MiB or more)\n");
    }
}
