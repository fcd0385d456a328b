package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPlanTest {

    private static final String PLANS = """
            {"image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
             "configurations": {
               "3d_fullres": {"spacing": [2, 1, 1], "patch_size": [32, 64, 48], "use_mask_for_norm": [false],
                 "normalization_schemes": ["ZScoreNormalization"],
                 "resampling_fn_data": "resample_data_or_seg_to_shape", "resampling_fn_data_kwargs": {},
                 "resampling_fn_seg": "resample_data_or_seg_to_shape",
                 "resampling_fn_seg_kwargs": {"is_seg": true, "order": 1, "order_z": 0, "force_separate_z": null},
                 "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                 "resampling_fn_probabilities_kwargs": {"order": 1}},
               "3d_lowres": {"inherits_from": "3d_fullres", "spacing": [4, 2, 2]},
               "2d": {"inherits_from": "3d_fullres", "spacing": [0.5, 0.75], "patch_size": [64, 48]},
               "torch": {"inherits_from": "3d_fullres",
                 "resampling_fn_data": "resample_torch_fornnunet",
                 "resampling_fn_data_kwargs":
                   {"is_seg": false, "force_separate_z": false, "memefficient_seg_resampling": false},
                 "resampling_fn_probabilities": "resample_torch_fornnunet",
                 "resampling_fn_probabilities_kwargs": {"is_seg": false, "aniso_axis_mode": "linear"}},
               "as_is": {"inherits_from": "3d_fullres",
                 "resampling_fn_data": "no_resampling_hack", "resampling_fn_data_kwargs": {},
                 "resampling_fn_probabilities": "no_resampling_hack", "resampling_fn_probabilities_kwargs": {}},
               "3d_cascade_fullres": {"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"},
               "round": {"inherits_from": "3d_fullres", "previous_stage": "round"}}}
            """;
    private static final String DATASET = """
            {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1, "tumor": 2, "ignore": 3}}
            """;
    private static final String MODEL = """
            {"schema": 1, "id": "%s", "title": "Liver", "version": "1.0.0", "task": "segmentation", "modality": "CT",
             "channels": [{"name": "CT", "modality": "CT"}],
             "labels": [{"value": 1, "name": "liver", "color": [1, 2, 3]}, {"value": 2, "name": "tumor", "color": [4, 5, 6]}],
             %s, "mirroring": [0, 2], "trained_on": "phantoms", "licence": "CC0-1.0",
             "attribution": "us", "scores": {}, "notice": "Not for clinical use."}
            """;

    @TempDir
    Path store;

    private Path nnunet(String name, String... folds) throws IOException {
        Path folder = Files.createDirectories(store.resolve(name));
        Files.writeString(folder.resolve("plans.json"), PLANS);
        Files.writeString(folder.resolve("dataset.json"), DATASET);
        folds(folder, folds);
        return folder;
    }

    private static void folds(Path folder, String... folds) throws IOException {
        for (String fold : folds) {
            Path file = Files.createDirectories(folder.resolve("fold_" + fold)).resolve("model.onnx");
            Files.writeString(file, folder.getFileName() + " " + fold);
        }
    }

    private Path described(String name, String what, String... folds) throws IOException {
        Path folder = nnunet(name, folds);
        Files.writeString(folder.resolve("model.json"), MODEL.formatted(name, what));
        return folder;
    }

    private static NnunetPlans network(Path folder) throws ModelException {
        return (NnunetPlans) ModelFolder.plan(folder).members().get(0).network();
    }

    @Test
    void foldAllIsTakenWhereThereIsNoOther() throws Exception {
        Path folder = nnunet("nnUNetTrainer__nnUNetPlans__3d_fullres", "all");
        assertThat(ModelFolder.describe(folder).folds())
                .containsExactly(new FoldFile(
                        FoldFile.ALL, folder.toRealPath().resolve("fold_all/model.onnx"), Optional.empty()));
        assertThat(FoldFile.name(FoldFile.ALL)).isEqualTo("all");
        folds(folder, "1", "0");
        assertThat(ModelFolder.describe(folder).folds())
                .extracting(FoldFile::name)
                .containsExactly("0", "1");
        assertThat(ModelStore.open(store).list()).hasSize(1);
    }

    @Test
    void theIgnoreLabelIsNoOutput() throws Exception {
        NnunetPlans plans = network(nnunet("nnUNetTrainer__nnUNetPlans__3d_fullres", "0"));
        assertThat(plans.heads()).isEqualTo(3);
        assertThat(plans.foregroundLabels()).containsExactly(1, 2);
    }

    @Test
    void aFlatConfigurationKeepsTheDistanceOfSlices() throws Exception {
        Path folder = nnunet("nnUNetTrainer__nnUNetPlans__2d", "0");
        NnunetPlans plans = network(folder);
        assertThat(plans.flat()).isTrue();
        assertThat(plans.patch()).containsExactly(1, 64, 48);
        assertThat(plans.spacing()).containsExactly(0.5, 0.75);
        assertThat(plans.spacingFor(new double[] {7, 8, 9})).containsExactly(7, 0.5, 0.75);
        assertThat(plans.mirroringAxes()).containsExactly(1, 2);
        assertThat(ModelFolder.describe(folder).patch()).containsExactly(64, 48);
        Path stated = described("flat", "\"configuration\": \"2d\"", "0");
        assertThatThrownBy(() -> ModelFolder.describe(stated))
                .isInstanceOf(ModelException.class)
                .hasMessage("model.json mirroring = [0,2] (expected 1 for y and 2 for x: a 2d configuration has no z to"
                        + " mirror)");
    }

    @Test
    void otherResamplingIsReadAsWhatItDoes() throws Exception {
        NnunetPlans torch = network(nnunet("nnUNetTrainer__nnUNetPlans__torch", "0"));
        assertThat(torch.data()).isEqualTo(new Resampling(1, 0, Optional.of(false)));
        assertThat(torch.probabilities()).isEqualTo(new Resampling(1, 1, Optional.empty()));
        NnunetPlans asIs = network(nnunet("nnUNetTrainer__nnUNetPlans__as_is", "0"));
        assertThat(asIs.data().isNone()).isTrue();
        assertThat(asIs.probabilities()).isEqualTo(Resampling.NONE);
        assertThat(asIs.spacingFor(new double[] {7, 8, 9})).containsExactly(7, 8, 9);
    }

    @Test
    void aCascadeFindsItsStageBesideAsNnunetLaysItOut() throws Exception {
        Path cascade = nnunet("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "0", "1");
        assertThatThrownBy(() -> ModelFolder.plan(cascade))
                .hasMessage("previous stage 3d_lowres of 3d_cascade_fullres is missing (expected the folder"
                        + " nnUNetTrainer__nnUNetPlans__3d_lowres)");
        nnunet("nnUNetTrainerOther__nnUNetPlans__3d_lowres", "0");
        assertThat(((NnunetPlans) before(cascade).network()).mirroringAxes()).isEmpty();
        nnunet("nnUNetTrainerThird__nnUNetPlans__3d_lowres", "0");
        assertThatThrownBy(() -> ModelFolder.plan(cascade))
                .hasMessage("previous stage 3d_lowres of 3d_cascade_fullres is missing: which of"
                        + " nnUNetTrainerOther__nnUNetPlans__3d_lowres, nnUNetTrainerThird__nnUNetPlans__3d_lowres it"
                        + " is cannot be told (expected the folder nnUNetTrainer__nnUNetPlans__3d_lowres)");
        nnunet("nnUNetTrainer__nnUNetPlans__3d_lowres", "2");
        assertThat(before(cascade).folds()).extracting(FoldFile::index).containsExactly(2);
        Member member = ModelFolder.plan(cascade).members().get(0);
        assertThat(member.network().channels()).isEqualTo(3);
        assertThat(((NnunetPlans) member.network()).previous())
                .contains(new NnunetPlans.PreviousStage("3d_lowres", new Resampling(1, 0, Optional.empty())));
        assertThat(ModelFolder.plan(cascade).stages())
                .extracting(Member::configuration)
                .containsExactly("3d_lowres", "3d_cascade_fullres");
        assertThat(member.folds(1)).extracting(FoldFile::index).containsExactly(0);
        assertThat(member.folds(0)).hasSize(2);
    }

    private static Member before(Path cascade) throws ModelException {
        return ModelFolder.plan(cascade)
                .members()
                .get(0)
                .previousStage()
                .orElseThrow()
                .members()
                .get(0);
    }

    @Test
    void aCascadeFindsItsStageInTheSubFolderThatModelJsonNames() throws Exception {
        Path folder =
                described("liver", "\"configuration\": \"3d_cascade_fullres\", \"previous_stage\": \"3d_lowres\"", "0");
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("3d_lowres/ is missing (model.json previous_stage names it)");
        folds(Files.createDirectories(folder.resolve("3d_lowres")), "0", "1");
        Member before = before(folder);
        assertThat(before.configuration()).isEqualTo("3d_lowres");
        assertThat(before.network().channels()).isEqualTo(1);
        assertThat(before.folds()).hasSize(2);
        String hash = ModelFolder.describe(folder).hash();
        Files.writeString(folder.resolve("3d_lowres/fold_1/model.onnx"), "other");
        assertThat(ModelFolder.describe(folder).hash()).isNotEqualTo(hash);
    }

    @Test
    void aRunningBridgeKeepsTheStageBesideAsItWas() throws Exception {
        nnunet("nnUNetTrainer__nnUNetPlans__3d_lowres", "0");
        nnunet("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "0");
        try (LiveModels live = LiveModels.open(store)) {
            ModelDescriptor cascade =
                    live.find("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres").orElseThrow();
            Path stage = before(cascade.folder()).folds().get(0).onnx();
            Path original = store.resolve("nnUNetTrainer__nnUNetPlans__3d_lowres/fold_0/model.onnx");
            Files.delete(original);
            assertThat(stage).isNotEqualTo(original).hasContent("nnUNetTrainer__nnUNetPlans__3d_lowres 0");
        }
    }

    @Test
    void aStageBesideIsKnownToBeNeeded() throws Exception {
        nnunet("nnUNetTrainer__nnUNetPlans__3d_lowres", "0");
        nnunet("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "0");
        ModelStore opened = ModelStore.open(store);
        assertThat(opened.thatNeed("nnUNetTrainer__nnUNetPlans__3d_lowres"))
                .containsExactly("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres");
        assertThat(opened.thatNeed("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres"))
                .isEmpty();
    }

    @Test
    void stagesThatGoRoundAreRefused() throws Exception {
        Path folder = nnunet("nnUNetTrainer__nnUNetPlans__round", "0");
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage(
                        "plans.json configurations.round.previous_stage = \"round\" (expected no circle of stages)");
    }

    @Test
    void membersAreSubFoldersOfOneConfigurationEach() throws Exception {
        Path folder = described("liver", "\"members\": [\"3d_fullres\", \"2d\"]");
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("3d_fullres/ is missing (model.json members names it)");
        folds(Files.createDirectories(folder.resolve("3d_fullres")), "0", "1");
        Files.createDirectories(folder.resolve("2d"));
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("2d/fold_0/model.onnx is missing (expected at least one fold)");
        folds(folder.resolve("2d"), "0", "1", "2");
        Files.writeString(folder.resolve("SHA256SUMS"), "0".repeat(64) + "  2d/fold_2/model.onnx\n");
        ModelPlan plan = ModelFolder.plan(folder);
        assertThat(plan.members()).extracting(Member::configuration).containsExactly("3d_fullres", "2d");
        assertThat(plan.members()).extracting(m -> m.folds().size()).containsExactly(2, 3);
        assertThat(plan.members().get(1).folds().get(2).sha256()).contains("0".repeat(64));
        assertThat(((NnunetPlans) plan.members().get(0).network()).mirroringAxes())
                .containsExactly(0, 2);
        assertThat(((NnunetPlans) plan.members().get(1).network()).mirroringAxes())
                .containsExactly(2);
        assertThat(ModelFolder.describe(folder).folds()).hasSize(3);
        Files.writeString(
                folder.resolve("2d/plans.json"),
                PLANS.replace("_forward\": [0, 1, 2]", "_forward\": [0, 2, 1]")
                        .replace("_backward\": [0, 1, 2]", "_backward\": [0, 2, 1]"));
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage(
                        "configuration 2d reads AS_STORED and transposes [0, 2, 1] (expected AS_STORED and [0, 1, 2],"
                                + " as 3d_fullres does: members must see the volume alike)");
        Files.writeString(folder.resolve("2d/dataset.json"), DATASET.replace("tumor", "cyst"));
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("2d/dataset.json has other channels or labels than dataset.json (expected the same)");
    }

    @Test
    void membersAndAConfigurationContradict() throws Exception {
        Path folder = described("liver", "\"members\": [\"2d\"], \"configuration\": \"2d\"", "0");
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("model.json configuration = \"2d\" (expected none beside members: each member's folder"
                        + " names its own)");
    }

    @Test
    void postProcessingIsReadAsNnunetWritesIt() throws Exception {
        Path folder = nnunet("nnUNetTrainer__nnUNetPlans__3d_fullres", "0");
        String before = ModelFolder.describe(folder).hash();
        Files.writeString(folder.resolve("postprocessing.json"), """
                {"input_folder": {"mean": {"1": {"Dice": NaN}}}, "postprocessed": {},
                 "postprocessing_fns": ["remove_all_but_largest_component_from_segmentation",
                                        "remove_all_but_largest_component_from_segmentation"],
                 "postprocessing_kwargs": [{"labels_or_regions": [1, [2]]}, {"labels_or_regions": 2, "background_label": 1}]}
                """);
        assertThat(ModelFolder.plan(folder).postProcessing().steps())
                .containsExactly(
                        new PostProcessing.LargestComponent(new TreeSet<>(List.of(1, 2)), 0),
                        new PostProcessing.LargestComponent(new TreeSet<>(List.of(2)), 1));
        assertThat(ModelFolder.describe(folder).hash()).isNotEqualTo(before);
        Files.writeString(
                folder.resolve("postprocessing.json"),
                "{\"postprocessing_fns\": [\"fill_holes\"], \"postprocessing_kwargs\": [{}]}");
        assertThatThrownBy(() -> ModelFolder.plan(folder))
                .hasMessage("postprocessing.json postprocessing_fns[0] = \"fill_holes\" (expected"
                        + " remove_all_but_largest_component_from_segmentation)");
    }
}
