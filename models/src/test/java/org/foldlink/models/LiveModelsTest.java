package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.foldlink.models.LiveModels.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveModelsTest {

    private static final String PLANS = """
            {"image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
             "foreground_intensity_properties_per_channel": {},
             "configurations": {"3d_fullres": {"spacing": [%d, 1, 1], "patch_size": [16, 64, 48],
               "use_mask_for_norm": [false], "normalization_schemes": ["NoNormalization"],
               "resampling_fn_data": "resample_data_or_seg_to_shape",
               "resampling_fn_data_kwargs": {"is_seg": false, "order": 3},
               "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
               "resampling_fn_probabilities_kwargs": {"is_seg": false, "order": 1}}}}
            """;
    private static final String DATASET = """
            {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1}}
            """;

    @TempDir
    Path store;

    @TempDir
    Path away;

    /** Beside and moved, as a careful tool writes. */
    private static void put(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path model(String id, String... networks) throws IOException {
        Path folder = store.resolve(id);
        put(folder.resolve("dataset.json"), DATASET);
        put(folder.resolve("plans.json"), PLANS.formatted(1));
        for (int f = 0; f < networks.length; f++) {
            put(folder.resolve("fold_" + f + "/model.onnx"), networks[f]);
        }
        return folder;
    }

    private static void sum(Path folder, String... networks) throws IOException {
        StringBuilder sums = new StringBuilder();
        for (int f = 0; f < networks.length; f++) {
            Path file = folder.resolveSibling("network");
            Files.writeString(file, networks[f]);
            sums.append(Checksums.of(file)).append("  fold_").append(f).append("/model.onnx\n");
            Files.delete(file);
        }
        put(folder.resolve("SHA256SUMS"), sums.toString());
    }

    private static String network(ModelDescriptor model, int fold) throws IOException {
        return Files.readString(model.folds().get(fold).onnx(), StandardCharsets.UTF_8);
    }

    @Test
    void aModelReplacedWhileItIsInUseStaysWhatItWasForWhoeverHasIt() throws Exception {
        Path folder = model("liver", "old 0", "old 1");
        sum(folder, "old 0", "old 1");
        try (LiveModels live = LiveModels.open(store)) {
            ModelDescriptor before = live.find("liver").orElseThrow();
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).isEmpty();
            put(folder.resolve("fold_0/model.onnx"), "new 0");
            put(folder.resolve("fold_1/model.onnx"), "new 1");
            put(folder.resolve("plans.json"), PLANS.formatted(3));
            sum(folder, "new 0", "new 1");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.find("liver")).contains(before);
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.REPLACED, ""));

            ModelDescriptor after = live.find("liver").orElseThrow();
            assertThat(after.hash()).isNotEqualTo(before.hash());
            assertThat(after.spacing()).containsExactly(3.0, 1.0, 1.0);
            assertThat(network(after, 1)).isEqualTo("new 1");
            assertThat(network(before, 0)).isEqualTo("old 0");
            assertThat(network(before, 1)).isEqualTo("old 1");
            ModelVerifier.requireUnchanged(before.folds().get(1));
            assertThat(ModelFolder.describe(before.folder()).spacing()).containsExactly(1.0, 1.0, 1.0);
            assertThat(live.refresh()).isEmpty();
        }
        try (Stream<Path> left = Files.list(store.resolve(".foldlink"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFolderThatIsHalfCopiedIsNotTaken() throws Exception {
        Path folder = model("liver", "old 0", "old 1");
        sum(folder, "old 0", "old 1");
        try (LiveModels live = LiveModels.open(store)) {
            ModelDescriptor before = live.find("liver").orElseThrow();
            sum(folder, "new 0", "new 1");
            put(folder.resolve("fold_0/model.onnx"), "new 0");
            assertThat(live.refresh()).isEmpty();
            List<Change> refused = live.refresh();
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0).kind()).isEqualTo(Change.Kind.REFUSED);
            assertThat(refused.get(0).message()).startsWith("fold_1/model.onnx has SHA-256 ");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.find("liver")).contains(before);
            assertThat(network(before, 0)).isEqualTo("old 0");

            put(folder.resolve("fold_1/model.onnx"), "new 1");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.REPLACED, ""));
            assertThat(network(live.find("liver").orElseThrow(), 1)).isEqualTo("new 1");
        }
    }

    @Test
    void modelsComeAndGo() throws Exception {
        model("a", "net");
        try (LiveModels live = LiveModels.open(store)) {
            Path b = model("b", "net");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("b", Change.Kind.ADDED, ""));
            assertThat(live.list()).extracting(ModelDescriptor::id).containsExactly("a", "b");
            ModelDescriptor held = live.find("b").orElseThrow();
            Files.move(b, away.resolve("b"));
            assertThat(live.refresh()).isEmpty();
            assertThat(live.list()).extracting(ModelDescriptor::id).containsExactly("a", "b");
            assertThat(live.refresh()).containsExactly(new Change("b", Change.Kind.REMOVED, ""));
            assertThat(live.list()).extracting(ModelDescriptor::id).containsExactly("a");
            assertThat(network(held, 0)).isEqualTo("net");
        }
    }

    @Test
    void aModelWithoutChecksumsIsTakenOnceItsFilesRest() throws Exception {
        Path folder = model("liver", "old");
        try (LiveModels live = LiveModels.open(store)) {
            String before = live.find("liver").orElseThrow().hash();
            put(folder.resolve("fold_0/model.onnx"), "ne");
            assertThat(live.refresh()).isEmpty();
            put(folder.resolve("fold_0/model.onnx"), "new!");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.find("liver").orElseThrow().hash()).isEqualTo(before);
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.REPLACED, ""));
            assertThat(live.find("liver").orElseThrow().hash()).isNotEqualTo(before);
        }
    }

    @Test
    void whatAProcessThatIsGoneLeftIsRemoved() throws Exception {
        model("a", "net");
        Path left = store.resolve(".foldlink/models-" + Long.MAX_VALUE + "-1/0/a");
        put(left.resolve("plans.json"), "{}");
        LiveModels.open(store).close();
        assertThat(left).doesNotExist();
    }
}
