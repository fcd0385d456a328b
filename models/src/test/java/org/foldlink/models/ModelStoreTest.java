package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelStoreTest {

    private static final String PLANS = """
            {"image_reader_writer": "SimpleITKIO", "transpose_forward": [2, 0, 1], "transpose_backward": [1, 2, 0],
             "foreground_intensity_properties_per_channel":
               {"0": {"percentile_00_5": -10.5, "percentile_99_5": 200, "mean": 50.25, "std": 30, "min": -20, "max": 300}},
             "configurations": {
               "base": {"spacing": [2.5, 1, 1], "patch_size": [32, 64, 48], "use_mask_for_norm": [false, true],
                 "normalization_schemes": ["CTNormalization", "ZScoreNormalization"],
                 "resampling_fn_data": "resample_data_or_seg_to_shape",
                 "resampling_fn_data_kwargs": {"is_seg": false, "order": 3, "order_z": 0, "force_separate_z": null},
                 "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                 "resampling_fn_seg": "resample_data_or_seg_to_shape",
                 "resampling_fn_seg_kwargs": {"is_seg": true, "order": 1, "order_z": 0, "force_separate_z": null},
                 "resampling_fn_probabilities_kwargs": {"is_seg": false, "order": 1}},
               "3d_fullres": {"inherits_from": "base", "patch_size": [16, 64, 48]},
               "2d": {"inherits_from": "base", "patch_size": [64, 48]},
               "circle": {"inherits_from": "circle"},
               "cascade": {"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"}}}
            """;
    private static final String DATASET = """
            {"channel_names": {"0": "CT", "1": "pet"}, "labels": {"background": 0, "Left Kidney": 1, "spleen": 2, "ignore": 3}}
            """;
    private static final String MODEL = """
            {"schema": 1, "id": "two", "title": "Two organs", "version": "1.2.3", "task": "segmentation", "modality": "CT",
             "channels": [{"name": "CT", "modality": "CT"}, {"name": "pet", "modality": "PT"}],
             "labels": [{"value": 1, "name": "Left Kidney", "color": [1, 2, 3], "snomed": "18639004"},
                        {"value": 2, "name": "spleen", "color": [4, 5, 6]}],
             "configuration": "3d_fullres", "mirroring": [2, 0], "trained_on": "phantoms", "licence": "CC0-1.0",
             "attribution": "us", "scores": {"kept_out.dice.spleen": 0.9}, "notice": "Not for clinical use."}
            """;

    @TempDir
    Path store;

    private Path two;

    @BeforeEach
    void writeAModel() throws IOException {
        two = model("two");
        Files.writeString(two.resolve("model.json"), MODEL);
    }

    private Path model(String name) throws IOException {
        Path folder = Files.createDirectories(store.resolve(name));
        Files.writeString(folder.resolve("plans.json"), PLANS);
        Files.writeString(folder.resolve("dataset.json"), DATASET);
        for (int fold : new int[] {10, 2}) {
            Files.createDirectories(folder.resolve("fold_" + fold));
            Files.writeString(folder.resolve("fold_" + fold + "/model.onnx"), "network " + fold);
        }
        return folder;
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private String reason() throws ModelException {
        ModelStore opened = ModelStore.open(store);
        assertThat(opened.find("two")).isEmpty();
        return opened.broken().stream()
                .filter(b -> b.id().equals("two"))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    @Test
    void aFolderIsReadWhole() throws Exception {
        ModelDescriptor model = ModelStore.open(store).find("two").orElseThrow();
        assertThat(model.title()).isEqualTo("Two organs");
        assertThat(model.version()).isEqualTo("1.2.3");
        assertThat(model.channels()).containsExactly(new Channel("CT", "CT"), new Channel("pet", "PT"));
        assertThat(model.labels())
                .containsExactly(
                        new Label(1, "Left Kidney", 1, 2, 3, Optional.of("18639004")),
                        new Label(2, "spleen", 4, 5, 6, Optional.empty()));
        assertThat(model.folds()).extracting(FoldFile::index).containsExactly(2, 10);
        assertThat(model.spacing()).containsExactly(2.5, 1.0, 1.0);
        assertThat(model.patch()).containsExactly(16, 64, 48);
        assertThat(model.scores()).containsEntry("kept_out.dice.spleen", 0.9);
        assertThat(model.hash()).matches("[0-9a-f]{64}");

        NnunetPlans plans = ModelFolder.plans(two);
        assertThat(plans.transposeForward()).containsExactly(2, 0, 1);
        assertThat(plans.normalization())
                .containsExactly(new Normalization.Ct(-10.5, 200, 50.25, 30), new Normalization.ZScore(true));
        assertThat(plans.data()).isEqualTo(new Resampling(3, 0, Optional.empty()));
        assertThat(plans.probabilities()).isEqualTo(new Resampling(1, 0, Optional.of(false)));
        assertThat(plans.reader()).isEqualTo(ReaderOrientation.AS_STORED);
        assertThat(plans.mirroringAxes()).containsExactly(0, 2);
        assertThat(plans.heads()).isEqualTo(3);
        assertThat(plans.regionBased()).isFalse();
        assertThat(plans.foregroundLabels()).containsExactly(1, 2);
        assertThat(plans.channels()).isEqualTo(2);

        ModelPlan plan = ModelFolder.plan(two);
        assertThat(plan.postProcessing().isEmpty()).isTrue();
        assertThat(plan.members()).containsExactly(new Member("3d_fullres", plans, model.folds(), Optional.empty()));
    }

    @Test
    void aPlainNnunetFolderNeedsNoModelJson() throws Exception {
        model("nnUNetTrainer__nnUNetPlans__3d_fullres");
        ModelDescriptor plain = ModelStore.open(store)
                .find("nnUNetTrainer__nnUNetPlans__3d_fullres")
                .orElseThrow();
        assertThat(plain.labels())
                .containsExactly(
                        new Label(1, "left_kidney", 185, 102, 83, Optional.of("64033007"), Optional.of("7771000")),
                        new Label(2, "spleen", 157, 108, 162, Optional.of("78961009")));
        assertThat(plain.channels()).extracting(Channel::modality).containsExactly("CT", "");
        assertThat(ModelFolder.plans(plain.folder()).mirroringAxes()).containsExactly(0, 1, 2);
        model("nnUNetTrainerNoMirroring__nnUNetPlans__3d_fullres");
        assertThat(ModelFolder.plans(store.resolve("nnUNetTrainerNoMirroring__nnUNetPlans__3d_fullres"))
                        .mirroringAxes())
                .isEmpty();
    }

    @Test
    void theDataSetSaysWhatAPlainFoldersLabelsLeaveOpen() throws Exception {
        Path folder = model("nnUNetTrainer__nnUNetPlans__3d_fullres");
        edit(folder.resolve("plans.json"), "{\"image", "{\"dataset_name\": \"Dataset004_Hippocampus\", \"image");
        edit(folder.resolve("dataset.json"), "Left Kidney", "Posterior");
        assertThat(ModelFolder.describe(folder).labels().get(0))
                .isEqualTo(new Label(1, "posterior", 220, 216, 20, Optional.of("5366008")));
    }

    @Test
    void theDataSetSaysWhereALesionLies() throws Exception {
        Path folder = model("nnUNetTrainer__nnUNetPlans__3d_fullres");
        edit(folder.resolve("dataset.json"), "Left Kidney", "cancer");
        edit(folder.resolve("dataset.json"), "{\"channel", "{\"name\": \"Pancreas\", \"channel");
        edit(two.resolve("dataset.json"), "{\"channel", "{\"name\": \"Pancreas\", \"channel");
        edit(two.resolve("dataset.json"), "Left Kidney", "cancer");
        edit(two.resolve("model.json"), "Left Kidney", "cancer");
        edit(two.resolve("model.json"), "18639004", "108369006");
        for (Path each : List.of(folder, two)) {
            assertThat(ModelFolder.describe(each).labels().get(0).coding().flatMap(Coding::region))
                    .contains(new Term.Code("15776009", "Pancreas"));
        }
    }

    @Test
    void aModelSaysTheSideOfItsLabels() throws Exception {
        edit(two.resolve("model.json"), "\"18639004\"", "\"64033007\", \"snomed_modifier\": \"7771000\"");
        assertThat(ModelFolder.describe(two).labels())
                .contains(new Label(1, "Left Kidney", 1, 2, 3, Optional.of("64033007"), Optional.of("7771000")));
    }

    @Test
    void regionsAreOneHeadEach() throws Exception {
        Path folder = model("nnUNetTrainer__nnUNetPlans__3d_fullres");
        Files.writeString(folder.resolve("dataset.json"), """
                {"channel_names": {"0": "CT", "1": "pet"}, "regions_class_order": [1, 2, 3],
                 "labels": {"background": 0, "whole tumor": [1, 2, 3], "tumor core": [2, 3], "enhancing": [3]}}
                """);
        NnunetPlans plans = ModelFolder.plans(folder);
        assertThat(plans.heads()).isEqualTo(3);
        assertThat(plans.regionsClassOrder()).containsExactly(1, 2, 3);
        assertThat(plans.foregroundLabels()).containsExactly(1, 2, 3);
        assertThat(ModelFolder.describe(folder).labels())
                .extracting(Label::name)
                .containsExactly("whole_tumor", "tumor_core", "enhancing");
    }

    @Test
    void aBrokenFolderDoesNotHideTheGoodOnes() throws Exception {
        Path broken = model("broken");
        Files.writeString(broken.resolve("plans.json"), "{\"configurations\": ");
        Files.createDirectories(store.resolve("notes"));
        ModelStore opened = ModelStore.open(store);
        assertThat(opened.list()).extracting(ModelDescriptor::id).containsExactly("two");
        assertThat(opened.broken()).hasSize(1);
        assertThat(opened.broken().get(0).kind()).isEqualTo(ModelException.Kind.CORRUPT);
        assertThat(opened.broken().get(0).reason()).startsWith("plans.json is not valid JSON (line 1: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plans.json | [16, 64, 48] | [0, 64, 48] | plans.json configurations.3d_fullres.patch_size[0] = 0 (expected a whole number 1..4096)",
                "plans.json | [16, 64, 48] | [64, 48] | plans.json configurations.base.spacing = [2.5,1,1] (expected a list of 2)",
                "plans.json | [16, 64, 48] | [48] | plans.json configurations.3d_fullres.patch_size = [48] (expected three numbers, or two of a 2d configuration)",
                "plans.json | \"resampling_fn_data\": \"resample_data_or_seg_to_shape\" | \"resampling_fn_data\": \"my_resampling\" | plans.json configurations.base.resampling_fn_data = \"my_resampling\" (expected resample_data_or_seg_to_shape, resample_torch_fornnunet or no_resampling_hack)",
                "dataset.json | \"ignore\": 3 | \"ignore\": 4 | dataset.json labels.ignore = 4 (expected 3, one above the other labels: nnU-Net takes no other)",
                "dataset.json | \"ignore\": 3 | \"ignore\": [3] | dataset.json labels.ignore = [3] (expected a whole number 1..65535)",
                "dataset.json | \"background\": 0 | \"background\": [0] | dataset.json labels.background = [0] (expected 0, not a list)",
                "plans.json | [2.5, 1, 1] | [2.5, -1, 1] | plans.json configurations.base.spacing[1] = -1 (expected above 0 mm)",
                "plans.json | [1, 2, 0] | [2, 0, 1] | plans.json transpose_backward = [2,0,1] (expected the inverse of transpose_forward)",
                "plans.json | SimpleITKIO | Tiff3DIO | plans.json image_reader_writer = \"Tiff3DIO\" (expected SimpleITKIO, NibabelIO, SimpleITKIOWithReorient or NibabelIOWithReorient)",
                "plans.json | \"order\": 3 | \"order\": 4 | plans.json configurations.base.resampling_fn_data_kwargs.order = 4 (expected order 0, 1 or 3: others are not supported by this version)",
                "plans.json | ZScoreNormalization | MyNormalization | plans.json configurations.base.normalization_schemes[1] = \"MyNormalization\" (expected CTNormalization, ZScoreNormalization, RescaleTo01Normalization, RGBTo01Normalization or NoNormalization)",
                "plans.json | \"std\": 30 | \"std\": \"30\" | plans.json foreground_intensity_properties_per_channel.0.std = \"30\" (expected a finite number)",
                "dataset.json | \"spleen\": 2, \"ignore\": 3 | \"spleen\": 5 | dataset.json labels = {\"background\":0,\"Left Kidney\":1,\"spleen\":5} (expected labels numbered from 0 without a gap: nnU-Net trains no other)",
                "model.json | \"schema\": 1 | \"schema\": 2 | model.json schema = 2 (expected 1: a newer FoldLink wrote it; update this one, or export the model with its own tools)",
                "model.json | \"id\": \"two\" | \"id\": \"three\" | model.json id = \"three\" (expected the folder's name, \"two\")",
                "model.json | \"version\": \"1.2.3\", | '' | model.json has no version (expected one)",
                "model.json | \"configuration\": \"3d_fullres\" | \"configuration\": \"cascade\" | previous stage 3d_lowres of cascade is missing (expected model.json previous_stage to name its folder)",
                "model.json | \"configuration\": \"3d_fullres\" | \"configuration\": \"circle\" | plans.json configurations.circle.inherits_from = \"circle\" (expected no circle of configurations)",
                "model.json | \"configuration\": \"3d_fullres\" | \"configuration\": \"none\" | plans.json has no configurations.none (it has base, 3d_fullres, 2d, circle, cascade)",
                "model.json | \"name\": \"spleen\" | \"name\": \"liver\" | model.json labels[1].name = \"liver\" (expected \"spleen\", as in dataset.json)",
                "model.json | \"notice\" | \"Notice\" | model.json has an unknown key Notice (expected one of $schema, attribution, channels, configuration, id, labels, licence, members, mirroring, modality, notice, previous_stage, schema, scores, task, title, trained_on, version)",
            })
    void whatIsWrongIsSaidByFieldValueAndExpectation(String file, String from, String to, String reason)
            throws Exception {
        edit(two.resolve(file), from, to);
        assertThat(reason()).isEqualTo(reason);
    }

    @Test
    void missingFilesAreNamed() throws Exception {
        Files.delete(two.resolve("dataset.json"));
        assertThat(reason()).isEqualTo("dataset.json is missing (expected in the model's folder)");
        Files.writeString(two.resolve("dataset.json"), DATASET);
        Files.writeString(two.resolve("SHA256SUMS"), "0".repeat(64) + "  fold_3/model.onnx\n");
        assertThat(reason()).isEqualTo("fold_3/model.onnx is missing (SHA256SUMS lists it)");
        Files.delete(two.resolve("SHA256SUMS"));
        Files.delete(two.resolve("fold_2/model.onnx"));
        Files.move(two.resolve("fold_10/model.onnx"), two.resolve("fold_10/checkpoint_final.pth"));
        assertThat(reason())
                .isEqualTo("fold_0/model.onnx is missing (expected at least one fold; there are checkpoint_final.pth"
                        + " files: export them with foldlink-models export)");
        assertThatThrownBy(() -> ModelStore.open(store.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessage("models folder = " + store.resolve("nowhere")
                        + " (expected a folder with a sub-folder for each model)");
    }

    @Test
    void aChecksumLineMustBeOneAndStayInTheFolder() throws Exception {
        Files.writeString(two.resolve("SHA256SUMS"), "abc  plans.json\n");
        assertThat(reason())
                .isEqualTo("SHA256SUMS line 1 is not a checksum (expected 64 hex digits, two spaces, a file)");
        Files.writeString(two.resolve("SHA256SUMS"), "0".repeat(64) + "  ../other/plans.json\n");
        assertThat(reason())
                .isEqualTo("SHA256SUMS line 1 names ../other/plans.json (expected a file inside the model's folder)");
    }

    @Test
    void verifySaysHowEachFileStands() throws Exception {
        String sums = Checksums.of(two.resolve("plans.json")) + "  plans.json\n" + "0".repeat(64) + "  dataset.json\n"
                + "1".repeat(64) + "  README.md\n" + Checksums.of(two.resolve("fold_2/model.onnx"))
                + "  fold_2/model.onnx\n";
        Files.writeString(two.resolve("SHA256SUMS"), sums);
        ModelDescriptor model = ModelStore.open(store).find("two").orElseThrow();
        assertThat(model.folds().get(0).sha256()).contains(Checksums.of(two.resolve("fold_2/model.onnx")));
        List<ModelVerifier.FileCheck> checks = ModelVerifier.verify(model);
        assertThat(checks)
                .extracting(c -> c.file() + " " + c.status())
                .containsExactly(
                        "README.md MISSING",
                        "dataset.json CHANGED",
                        "fold_10/model.onnx UNLISTED",
                        "fold_2/model.onnx OK",
                        "model.json UNLISTED",
                        "plans.json OK");
        assertThat(checks.get(1).message())
                .isEqualTo("dataset.json has SHA-256 " + Checksums.of(two.resolve("dataset.json")) + " (expected "
                        + "0".repeat(64) + ", from SHA256SUMS)");
    }

    @Test
    void aFoldThatIsNotTheListedOneIsRefused() throws Exception {
        Path onnx = two.resolve("fold_2/model.onnx");
        String sum = Checksums.of(onnx);
        FoldFile fold = new FoldFile(2, onnx, Optional.of(sum));
        ModelVerifier.requireUnchanged(fold);
        ModelVerifier.requireUnchanged(new FoldFile(2, onnx, Optional.empty()));
        Files.writeString(onnx, "other weights");
        assertThatThrownBy(() -> ModelVerifier.requireUnchanged(fold))
                .isInstanceOf(ModelException.class)
                .hasMessage("fold_2/model.onnx has SHA-256 " + Checksums.of(onnx) + " (expected " + sum
                        + ", from SHA256SUMS; fetch or export the model again)");
        Files.delete(onnx);
        assertThatThrownBy(() -> ModelVerifier.requireUnchanged(fold))
                .hasMessage("fold_2/model.onnx is missing (expected the fold's ONNX network)");
    }

    @Test
    void ofTwoFoldersTheFirstOnesModelIsTaken() throws Exception {
        Path other = store.resolve("other");
        Path first = store.resolve("first");
        Path mine = PlainModel.foldlink(first, "liver", "mine");
        Path theirs = PlainModel.foldlink(other, "liver", "theirs");
        PlainModel.foldlink(other, "spleen", "theirs");
        ModelStore both = ModelStore.open(List.of(first, other), ModelGuard.NONE);
        assertThat(both.list()).extracting(ModelDescriptor::folder).containsExactly(mine, other.resolve("spleen"));
        assertThat(both.broken())
                .containsExactly(new ModelStore.BrokenModel(
                        "liver",
                        theirs,
                        ModelException.Kind.UNFIT,
                        "another model of this name comes first (" + mine
                                + "; expected each name once: rename or remove one of them)"));
    }
}
