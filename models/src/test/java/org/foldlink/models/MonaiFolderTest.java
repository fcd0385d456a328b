package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonaiFolderTest {

    private static final Path DOCS =
            Path.of(System.getProperty("foldlink.root", "..")).resolve("docs/monai.md");

    @TempDir
    Path store;

    private Path folder;
    private List<String> examples;

    @BeforeEach
    void theManualsExample() throws IOException {
        examples = new ArrayList<>();
        Matcher block = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS));
        while (block.find()) {
            examples.add(block.group(1));
        }
        assertThat(examples).hasSize(3);
        folder = Files.createDirectories(store.resolve("spleen-ct"));
        Files.writeString(folder.resolve("model.json"), examples.get(0));
        Files.writeString(folder.resolve("monai.json"), examples.get(1));
        for (int fold : new int[] {1, 0}) {
            Files.createDirectories(folder.resolve("fold_" + fold));
            Files.writeString(folder.resolve("fold_" + fold + "/model.onnx"), "network " + fold);
        }
    }

    private void classifier() throws IOException {
        Files.writeString(folder.resolve("monai.json"), examples.get(2));
        edit("model.json", "\"segmentation\"", "\"classification\"");
        edit("model.json", "\"spleen\"", "\"present\"");
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    @Test
    void theManualsExampleIsRead() throws Exception {
        ModelPlan plan = ModelFolder.plan(folder);
        assertThat(plan.postProcessing().isEmpty()).isTrue();
        assertThat(plan.members()).hasSize(1);
        assertThat(plan.folds()).extracting(FoldFile::index).containsExactly(0, 1);
        MonaiPlan network = (MonaiPlan) plan.members().get(0).network();
        assertThat(network)
                .isEqualTo(new MonaiPlan(
                        Task.SEGMENTATION,
                        1,
                        List.of(
                                new MonaiStep.Orientation("RAS"),
                                new MonaiStep.Spacing(List.of(1.5, 1.5, 2.0), false),
                                new MonaiStep.Range(-57, 164, 0, 1, true),
                                new MonaiStep.CropForeground(0, List.of(4, 4, 4), true, List.of(1, 1, 1))),
                        new MonaiInferer.SlidingWindow(
                                List.of(96, 96, 96), List.of(0.5, 0.5, 0.5), true, List.of(0.125, 0.125, 0.125)),
                        new MonaiOutput(
                                2,
                                MonaiOutput.Activation.SOFTMAX,
                                MonaiOutput.Decision.ARGMAX,
                                0.5,
                                List.of(0, 1),
                                false,
                                List.of())));
        ModelDescriptor model = ModelFolder.describe(folder);
        assertThat(model.task()).isEqualTo(Task.SEGMENTATION);
        assertThat(model.spacing()).containsExactly(2.0, 1.5, 1.5);
        assertThat(model.patch()).containsExactly(96, 96, 96);
        assertThat(model.labels()).extracting(Label::name).containsExactly("spleen");
        assertThat(ModelStore.open(store).find("spleen-ct")).contains(model);
    }

    @Test
    void theManualsClassifierIsRead() throws Exception {
        classifier();
        ModelDescriptor model = ModelFolder.describe(folder);
        assertThat(model.task()).isEqualTo(Task.CLASSIFICATION);
        MonaiPlan network =
                (MonaiPlan) ModelFolder.plan(folder).members().get(0).network();
        assertThat(network.inferer()).isEqualTo(new MonaiInferer.Whole(List.of(64, 96, 96)));
        assertThat(network.output().classes()).containsExactly("absent", "present");
        assertThat(network.patch()).containsExactly(64, 96, 96);
        assertThat(model.patch()).containsExactly(96, 96, 64);
    }

    @Test
    void theHashFollowsThePipeline() throws Exception {
        String before = ModelFolder.describe(folder).hash();
        edit("monai.json", "164", "165");
        assertThat(ModelFolder.describe(folder).hash()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "axes": "RAS"          | "axes": "RAX"          | monai.json preprocessing[0].axes = "RAX" (expected three letters, one each of R or L, A or P, S or I, such as "RAS")
            "axes": "RAS"          | "axes": "RLS"          | monai.json preprocessing[0].axes = "RLS" (expected three letters, one each of R or L, A or P, S or I, such as "RAS")
            [1.5, 1.5, 2.0]        | [1.5, 0, 2.0]          | monai.json preprocessing[1].mm[1] = 0 (expected above 0 mm, or null to keep the scan's own)
            [-57, 164]             | [3, 3]                 | monai.json preprocessing[2].from = [3,3] (expected two different values)
            "margin": 4            | "margin": -1           | monai.json preprocessing[3].margin = -1 (expected a whole number 0..4096)
            "margin": 4            | "fringe": 4            | monai.json has an unknown key preprocessing[3].fringe (expected one of above, allow_smaller, divisible_by, margin, step)
            "crop_foreground", "margin": 4, "allow_smaller": true | "blur" | monai.json preprocessing[3].step = "blur" (expected orientation, spacing, range, percentiles, min_max, z_score, crop_foreground or resize)
            "crop_foreground", "margin": 4, "allow_smaller": true | "orientation", "axes": "LPS" | monai.json preprocessing[3].step = "orientation" (expected each of orientation, spacing, crop_foreground and resize once at most)
            "overlap": 0.5         | "overlap": 1           | monai.json inferer.overlap = 1 (expected 0 or more and below 1)
            "mode": "gaussian"     | "mode": "linear"       | monai.json inferer.mode = "linear" (expected constant or gaussian)
            "softmax"              | "tanh"                 | monai.json output.activation = "tanh" (expected softmax, sigmoid or none)
            "heads": 2             | "heads": 1             | monai.json output.heads = 1 (expected 2 or more for argmax, the background among them)
            "way_back": "probabilities" | "way_back": "logits" | monai.json output.way_back = "logits" (expected probabilities or labels)
            "decision": "argmax"   | "decision": "threshold", "values": [1] | monai.json output.values = [1] (expected a list of 2)
            "activation": "softmax", "decision": "argmax" | "activation": "none", "decision": "threshold", "values": [1, 2] | monai.json output.activation = "none" (expected sigmoid or softmax: the threshold is a probability of 0.5)
            "heads": 2             | "heads": 3             | model.json labels = [{"value":1,"name":"spleen","color":[157,108,162],"snomed... (expected the values [1, 2], as monai.json's output gives them)
            """)
    void aMistakeInThePipelineIsNamed(String from, String to, String expected) throws Exception {
        edit("monai.json", from, to);
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            monai.json | "whole"        | "sliding_window", "roi": [8, 8, 8], "mode": "constant" | monai.json inferer.kind = "sliding_window" (expected whole: a classification sees the whole volume at once)
            monai.json | "sigmoid"      | "softmax" | monai.json output.activation = "softmax" (expected sigmoid for one head)
            monai.json | "threshold"    | "argmax"  | monai.json output.decision = "argmax" (expected threshold for one head)
            monai.json | , "present"    | ''        | monai.json output.classes = ["absent"] (expected a list of 2)
            monai.json | "present"      | "there"   | model.json labels = [{"value":1,"name":"present","color":[157,108,162],"snome... (expected label 1 named "there", as in monai.json's classes)
            monai.json | "resize", "size": [64, 96, 96], "mode": "trilinear" | "min_max" | monai.json inferer.kind = "whole" (expected sliding_window, or a resize step, so that every volume fits the network)
            monai.json | "trilinear"    | "area", "align_corners": true | monai.json preprocessing[3].align_corners = true (expected false, or mode "trilinear")
            model.json | "scores": {}   | "scores": {}, "mirroring": [] | model.json mirroring = [] (expected none beside monai.json: it is nnU-Net's)
            """)
    void aMistakeInAClassifierIsNamed(String file, String from, String to, String expected) throws Exception {
        classifier();
        edit(file, from, to);
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .isInstanceOf(ModelException.class)
                .hasMessage(expected);
    }
}
