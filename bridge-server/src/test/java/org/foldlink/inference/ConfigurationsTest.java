package org.foldlink.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.models.ModelFolder;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 2D configurations, cascades, ensembles of configurations, post-processing, fold_all: over networks that are functions of one voxel. */
class ConfigurationsTest {

    private static final Grid GRID = new Grid(11, 10, 9, Affine.ofSpacing(1, 1, 3, new Vec3(-4, 5, 6)));

    @TempDir
    Path store;

    private final List<Volume> previews = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();

    private static String plans(String spacing3d) {
        return """
                {"image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
                 "configurations": {
                   "3d_fullres": {"spacing": %s, "patch_size": [4, 6, 6], "use_mask_for_norm": [false],
                     "normalization_schemes": ["NoNormalization"],
                     "resampling_fn_data": "resample_data_or_seg_to_shape",
                     "resampling_fn_data_kwargs": {"order": 1, "order_z": 0, "force_separate_z": null},
                     "resampling_fn_seg": "resample_data_or_seg_to_shape",
                     "resampling_fn_seg_kwargs": {"is_seg": true, "order": 1, "order_z": 0, "force_separate_z": null},
                     "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                     "resampling_fn_probabilities_kwargs": {"order": 1, "order_z": 0, "force_separate_z": null}},
                   "3d_lowres": {"inherits_from": "3d_fullres"},
                   "2d": {"inherits_from": "3d_fullres", "spacing": [1, 1], "patch_size": [7, 8]},
                   "3d_cascade_fullres": {"inherits_from": "3d_fullres", "previous_stage": "3d_lowres"}}}
                """.formatted(spacing3d);
    }

    private Path folder(String name, String dataset, String... folds) throws IOException {
        Path folder = Files.createDirectories(store.resolve(name));
        Files.writeString(folder.resolve("plans.json"), plans("[3, 1, 1]"));
        Files.writeString(folder.resolve("dataset.json"), dataset);
        folds(folder, folds);
        return folder;
    }

    private static void folds(Path folder, String... folds) throws IOException {
        for (String fold : folds) {
            Path in = Files.createDirectories(folder.resolve("fold_" + fold));
            Files.writeString(in.resolve("model.onnx"), folder + fold);
        }
    }

    private static String labels(String list) {
        return "{\"channel_names\": {\"0\": \"MR\"}, \"labels\": {\"background\": 0, " + list + "}}";
    }

    private Segmentation run(FakeStages runtime, Path model, Volume input, SegmentationOptions options)
            throws Exception {
        SegmentationListener listener = new SegmentationListener() {
            @Override
            public void progress(Progress p) {
                progress.add(p);
            }

            @Override
            public void preview(Preview p) {
                previews.add(p.labels());
            }
        };
        try (EnsembleSegmenter engine =
                new EnsembleSegmenter(runtime, EngineSettings.defaults().withThreads(2))) {
            SegmentationRequest request = new SegmentationRequest(ModelFolder.describe(model), List.of(input), options);
            assertThat(engine.check(request)).isEmpty();
            return engine.segment(request, listener, new CancelToken());
        }
    }

    private static FakeStages.Voxel threshold(float at) {
        return (channels, head) -> head == 0 ? 0 : channels[0] - at;
    }

    private static void assertThresholded(Volume labels, Volume input, double at) {
        for (long v = 0; v < input.voxels().count(); v++) {
            assertThat(labels.voxels().get(v)).isEqualTo(input.voxels().get(v) > at ? 1 : 0);
        }
    }

    @Test
    void aFlatModelRunsEverySliceOnItsOwn() throws Exception {
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(0.5f));
        Path model = folder("nnUNetTrainer__nnUNetPlans__2d", labels("\"lesion\": 1"), "0", "1");
        Volume input = TestVolumes.random(new Random(3), GRID);
        Segmentation result = run(runtime, model, input, SegmentationOptions.DEFAULT);
        assertThresholded(result.labels(), input, 0.5);
        assertThat(runtime.shapes).containsOnly(new TileShape(1, 2, 1, 7, 8));
        // 10 rows by 7 and 11 columns by 8: two tiles each way, a slice; the plain pass and three mirrored in the
        // slice.
        assertThat(runtime.passes).isEqualTo(2 * 9 * 4 * 4);
        assertThat(result.provenance().configurations()).containsExactly("2d");
        assertThat(previews).hasSize(1);
    }

    @Test
    void aFlatModelTakesASingleSlice() throws Exception {
        Path model = folder("nnUNetTrainer__nnUNetPlans__2d", labels("\"lesion\": 1"), "0");
        Volume input = TestVolumes.random(new Random(4), new Grid(9, 9, 1, Affine.IDENTITY));
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(0.5f));
        assertThresholded(
                run(runtime, model, input, SegmentationOptions.DEFAULT).labels(), input, 0.5);
    }

    @Test
    void aFlatModelResamplesInTheSliceOnly() throws Exception {
        Path model = folder("nnUNetTrainer__nnUNetPlans__2d", labels("\"lesion\": 1"), "0");
        Volume input = Volume.allocate(new Grid(10, 8, 5, Affine.ofSpacing(2, 2, 7, Vec3.ZERO)), VoxelType.FLOAT32);
        for (long v = 0; v < input.voxels().count(); v++) {
            input.voxels().set(v, v / 80 % 2 == 0 ? 1 : 0.1);
        }
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(0.5f));
        assertThresholded(
                run(runtime, model, input, SegmentationOptions.DEFAULT).labels(), input, 0.5);
    }

    @Test
    void aCascadeHandsOnItsLabelmapOneChannelALabel() throws Exception {
        // The first stage finds 1 and 2; the second sees channels {image, is 1, is 2} and swaps them.
        FakeStages runtime = new FakeStages((folder, fold) -> folder.endsWith("3d_lowres")
                ? (channels, head) -> head == 0 ? 0.6f : head == 1 ? 1 - channels[0] : channels[0] - 0.2f
                : (channels, head) -> head == 0 ? 0.5f : channels[3 - head]);
        String two = labels("\"a\": 1, \"b\": 2, \"ignore\": 3");
        folder("nnUNetTrainer__nnUNetPlans__3d_lowres", two, "0", "1", "2");
        Path model = folder("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", two, "0", "1");
        Volume input = TestVolumes.random(new Random(5), GRID);
        Segmentation result = run(runtime, model, input, SegmentationOptions.DEFAULT);
        for (long v = 0; v < GRID.count(); v++) {
            double x = input.voxels().get(v);
            int first = Math.max(1 - x, x - 0.2) <= 0.6 ? 0 : 1 - x >= x - 0.2 ? 1 : 2;
            assertThat(result.labels().voxels().get(v)).isEqualTo(first == 0 ? 0 : 3 - first);
        }
        assertThat(runtime.shapes.subList(0, 3)).containsOnly(new TileShape(1, 3, 4, 6, 6));
        assertThat(runtime.shapes.subList(3, 5)).containsOnly(new TileShape(3, 3, 4, 6, 6));
        assertThat(result.provenance().configurations()).containsExactly("3d_lowres", "3d_cascade_fullres");
        assertThat(result.provenance().folds()).containsExactly(0, 1, 2, 0, 1);
        assertThat(previews).hasSize(4);
        assertThat(progress).extracting(Progress::folds).containsOnly(5);
        assertThat(progress.get(progress.size() - 1).fold()).isEqualTo(5);

        runtime.shapes.clear();
        run(runtime, model, input, SegmentationOptions.DEFAULT.withFolds(1));
        assertThat(runtime.shapes).hasSize(2);
    }

    @Test
    void aRegionOfACascadeHasWhatTheWholeHasThere() throws Exception {
        FakeStages runtime = new FakeStages((folder, fold) ->
                folder.endsWith("3d_lowres") ? threshold(0.4f) : (channels, head) -> head == 0 ? 0.5f : channels[1]);
        folder("nnUNetTrainer__nnUNetPlans__3d_lowres", labels("\"a\": 1"), "0");
        Path model = folder("nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", labels("\"a\": 1"), "0");
        Volume input = TestVolumes.random(new Random(6), GRID);
        Vec3 low = GRID.indexToRas().apply(2.6, 3.6, 1.6);
        Vec3 high = GRID.indexToRas().apply(7.4, 6.4, 5.4);
        Box region = new Box(
                new Vec3(Math.min(low.x(), high.x()), Math.min(low.y(), high.y()), Math.min(low.z(), high.z())),
                new Vec3(Math.max(low.x(), high.x()), Math.max(low.y(), high.y()), Math.max(low.z(), high.z())));
        Volume labels = run(runtime, model, input, SegmentationOptions.DEFAULT.withRegion(region))
                .labels();
        for (int k = 0; k < 9; k++) {
            for (int j = 0; j < 10; j++) {
                for (int i = 0; i < 11; i++) {
                    boolean inside = i >= 3 && i <= 7 && j >= 4 && j <= 6 && k >= 2 && k <= 5;
                    assertThat(labels.at(i, j, k)).isEqualTo(inside && input.at(i, j, k) > 0.4 ? 1 : 0);
                }
            }
        }
    }

    private Path ensemble(String labels) throws IOException {
        Path folder = folder("both", labels("\"a\": 1, \"b\": 2"));
        Files.writeString(folder.resolve("model.json"), """
                {"schema": 1, "id": "both", "title": "Both", "version": "1.0.0", "task": "segmentation", "modality": "MR",
                 "channels": [{"name": "MR", "modality": "MR"}], "labels": %s,
                 "members": ["3d_fullres", "2d"], "mirroring": [0, 1, 2], "trained_on": "nothing", "licence": "CC0-1.0",
                 "attribution": "us", "scores": {}, "notice": "Not for clinical use."}
                """.formatted(labels));
        folds(Files.createDirectories(folder.resolve("3d_fullres")), "0", "1");
        folds(Files.createDirectories(folder.resolve("2d")), "0", "1", "2");
        return folder;
    }

    private static final String A_AND_B =
            "[{\"value\": 1, \"name\": \"a\", \"color\": [1, 2, 3]}, {\"value\": 2, \"name\": \"b\", \"color\": [4, 5, 6]}]";

    @Test
    void membersAreAveragedAsProbabilities() throws Exception {
        // Mean logits would say 2 (0, 1, 1.5); the mean of the softmaxes says 1 (0.49 against 0.48).
        float[] volume = {0, 5, 0};
        float[] slices = {0, -3, 3};
        FakeStages runtime =
                new FakeStages((folder, fold) -> (channels, head) -> (folder.equals("2d") ? slices : volume)[head]);
        Path model = ensemble(A_AND_B);
        Volume input = TestVolumes.random(new Random(7), GRID);
        Segmentation result = run(
                runtime,
                model,
                input,
                SegmentationOptions.DEFAULT.withProbabilities(true).withDoubt(Doubt.VOTES));
        double[] expected = new double[3];
        for (float[] member : List.of(volume, slices)) {
            double sum = 0;
            for (float logit : member) {
                sum += Math.exp(logit);
            }
            for (int h = 0; h < 3; h++) {
                expected[h] += Math.exp(member[h]) / sum / 2;
            }
        }
        for (long v = 0; v < GRID.count(); v++) {
            assertThat(result.labels().voxels().get(v)).isEqualTo(1);
            for (int h = 0; h < 3; h++) {
                assertThat(List.copyOf(result.probabilities().values())
                                .get(h)
                                .voxels()
                                .get(v))
                        .isCloseTo(expected[h], Offset.offset(1e-6));
            }
        }
        assertThat(result.provenance().configurations()).containsExactly("3d_fullres", "2d");
        assertThat(result.provenance().folds()).containsExactly(0, 1, 0, 1, 2);
        // After the first member's two folds it alone, then both.
        assertThat(previews).hasSize(4);
        assertThat(previews.get(1).at(5, 5, 5)).isEqualTo(1);
        assertThat(result.doubt().orElseThrow().at(5, 5, 5)).isZero();
        assertThat(result.foldAgreement()).containsEntry(1, 1.0).containsEntry(2, 1.0);
    }

    @Test
    void membersMeetOnTheInputsGrid() throws Exception {
        // Both resample to their own grids of a volume with a border of zeros, so each has its crop and its tiles.
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(folder.equals("2d") ? 0.45f : 0.55f));
        Path folder = ensemble("[{\"value\": 1, \"name\": \"a\", \"color\": [1, 2, 3]}]");
        Files.writeString(folder.resolve("dataset.json"), labels("\"a\": 1"));
        Files.writeString(folder.resolve("3d_fullres/plans.json"), plans("[3, 1, 1]"));
        Volume input = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (int k = 1; k < 7; k++) {
            for (int j = 2; j < 9; j++) {
                for (int i = 3; i < 11; i++) {
                    input.voxels().set(GRID.index(i, j, k), (i + j) % 2 == 0 ? 0.9 : 0.2);
                }
            }
        }
        assertThresholded(
                run(runtime, folder, input, SegmentationOptions.DEFAULT).labels(), input, 0.5);
    }

    @Test
    void postProcessingKeepsTheLargestOfEachUnlessItIsSwitchedOff() throws Exception {
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(0.5f));
        Path model = folder("nnUNetTrainer__nnUNetPlans__3d_fullres", labels("\"lesion\": 1"), "0", "1");
        Files.writeString(model.resolve("postprocessing.json"), """
                {"postprocessing_fns": ["remove_all_but_largest_component_from_segmentation"],
                 "postprocessing_kwargs": [{"labels_or_regions": [1]}]}
                """);
        Volume input = Volume.allocate(GRID, VoxelType.FLOAT32);
        for (long v = 0; v < GRID.count(); v++) {
            input.voxels().set(v, 0.1);
        }
        long small = GRID.index(1, 1, 1);
        input.voxels().set(small, 1);
        for (int i = 4; i < 8; i++) {
            input.voxels().set(GRID.index(i, 5, 5), 1);
        }
        Segmentation with = run(runtime, model, input, SegmentationOptions.DEFAULT);
        assertThat(with.labels().voxels().get(small)).isZero();
        assertThat(with.labels().at(5, 5, 5)).isEqualTo(1);
        assertThat(with.provenance().post()).isTrue();
        assertThat(previews.get(0).voxels().get(small)).isEqualTo(1);
        Segmentation without = run(runtime, model, input, SegmentationOptions.DEFAULT.withPost(false));
        assertThresholded(without.labels(), input, 0.5);
        assertThat(without.provenance().post()).isFalse();
    }

    @Test
    void foldAllRunsAndIsNamed() throws Exception {
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(fold == -1 ? 0.5f : 9));
        Path model = folder("nnUNetTrainer__nnUNetPlans__3d_fullres", labels("\"lesion\": 1, \"ignore\": 2"), "all");
        Volume input = TestVolumes.random(new Random(8), GRID);
        Segmentation result = run(runtime, model, input, SegmentationOptions.DEFAULT);
        assertThresholded(result.labels(), input, 0.5);
        assertThat(result.provenance().folds()).containsExactly(-1);
        assertThat(runtime.shapes.get(0).heads()).isEqualTo(2);
    }

    @Test
    void aFoldThatHasGoneIsNoSmallerEnsemble() throws Exception {
        FakeStages runtime = new FakeStages((folder, fold) -> threshold(0.5f));
        Path model = folder("nnUNetTrainer__nnUNetPlans__3d_fullres", labels("\"lesion\": 1"), "0", "1");
        var described = ModelFolder.describe(model);
        Files.delete(model.resolve("fold_1/model.onnx"));
        Volume input = TestVolumes.random(new Random(9), GRID);
        try (EnsembleSegmenter engine = new EnsembleSegmenter(runtime, EngineSettings.defaults())) {
            assertThatThrownBy(() -> engine.segment(
                            new SegmentationRequest(described, List.of(input), SegmentationOptions.DEFAULT),
                            SegmentationListener.SILENT,
                            new CancelToken()))
                    .isInstanceOf(SegmentationException.class)
                    .hasMessage("model nnUNetTrainer__nnUNetPlans__3d_fullres: its folds have changed since it was"
                            + " opened (0, 1 then, 0 now; open the models anew)");
        }
    }
}
