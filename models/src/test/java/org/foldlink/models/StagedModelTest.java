package org.foldlink.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.foldlink.models.LiveModels.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedModelTest {

    @TempDir
    Path store;

    @TempDir
    Path away;

    private StagedModel stage(Path source) throws ModelException, IOException {
        return StagedModel.of(source, store, ModelLimits.DEFAULT);
    }

    private void add(Path source) throws ModelException, IOException {
        try (StagedModel staged = stage(source)) {
            staged.check();
            staged.place();
        }
    }

    private void refused(Path source, String message) throws IOException {
        assertThatThrownBy(() -> add(source)).isInstanceOf(ModelException.class).hasMessage(message);
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> entries = Files.list(store.resolve(".foldlink"))) {
            assertThat(entries).isEmpty();
        }
    }

    private static Path zip(Path file, Map<String, String> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static void zip(Path folder, Path file, String prefix) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(prefix + folder.relativize(one)));
                Files.copy(one, zip);
                zip.closeEntry();
            }
        }
    }

    @Test
    void aRunningBridgeSeesAModelComeChangeAndGo() throws Exception {
        try (LiveModels live = LiveModels.open(store)) {
            add(PlainModel.foldlink(away.resolve("1"), "liver", "one", "two"));
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.ADDED, ""));
            ModelDescriptor first = live.find("liver").orElseThrow();

            add(PlainModel.foldlink(away.resolve("2"), "liver", "three"));
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.REPLACED, ""));
            assertThat(live.find("liver").orElseThrow().folds()).hasSize(1);
            assertThat(first.folds().get(1).onnx()).hasContent("two");

            ModelPlace.remove(store, "liver");
            assertThat(live.refresh()).isEmpty();
            assertThat(live.refresh()).containsExactly(new Change("liver", Change.Kind.REMOVED, ""));
        }
        assertThat(store.resolve("liver")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void whatOnlyTrainingNeedsStaysBehindUnlessItIsListed() throws Exception {
        Path source = PlainModel.nnunet(away, "nnUNetTrainer__nnUNetPlans__3d_fullres", "net");
        Files.writeString(source.resolve("fold_0/checkpoint_final.pth"), "pickle");
        Files.createDirectories(source.resolve("fold_0/validation"));
        Files.writeString(source.resolve("fold_0/validation/a.nii.gz"), "scan");
        Files.writeString(source.resolve(".DS_Store"), "x");
        add(source);
        Path there = store.resolve("nnUNetTrainer__nnUNetPlans__3d_fullres");
        assertThat(there.resolve("fold_0/model.onnx")).hasContent("net");
        assertThat(there.resolve("fold_0/checkpoint_final.pth")).doesNotExist();
        assertThat(there.resolve("fold_0/validation")).doesNotExist();
        assertThat(there.resolve(".DS_Store")).doesNotExist();

        Path listed = PlainModel.foldlink(away, "listed", "net");
        Files.writeString(listed.resolve("fold_0/checkpoint_final.pth"), "pickle");
        PlainModel.sum(listed);
        add(listed);
        assertThat(store.resolve("listed/fold_0/checkpoint_final.pth")).hasContent("pickle");
    }

    @Test
    void aZipOfAFolderOrOfItsFilesIsTaken() throws Exception {
        Path source = PlainModel.foldlink(away, "liver", "net");
        zip(source, away.resolve("any.zip"), "some folder/");
        add(away.resolve("any.zip"));
        assertThat(store.resolve("liver/fold_0/model.onnx")).hasContent("net");
        ModelPlace.remove(store, "liver");
        zip(source, away.resolve("flat.zip"), "");
        add(away.resolve("flat.zip"));
        assertThat(store.resolve("liver/SHA256SUMS")).exists();
        assertNothingIsLeft();
    }

    @Test
    void aZipCannotWriteElsewhere() throws Exception {
        for (String name : List.of("../evil", "a/../../evil", "/etc/evil", "C:evil", "a\\..\\evil")) {
            Path file = zip(away.resolve("evil.zip"), Map.of(name, "x"));
            refused(file, file + " entry " + name + " leads out of the folder (expected names inside of it)");
        }
        assertThat(store.resolve(".foldlink/evil")).doesNotExist();
    }

    @Test
    void whatIsNoModelIsSaid() throws Exception {
        Path nowhere = away.resolve("nowhere");
        refused(nowhere, nowhere + " does not exist (expected a model's folder or a zip of one)");
        Path empty = Files.createDirectories(away.resolve("empty"));
        refused(
                empty,
                empty + " holds no model (expected a folder with model.json, plans.json or fold_0, or a zip of one)");
        Path text = Files.writeString(away.resolve("model.onnx"), "net");
        refused(text, text + " is a file (expected a model's folder or a zip of one)");
        Path noZip = Files.writeString(away.resolve("no.zip"), "net");
        assertThatThrownBy(() -> add(noZip))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(noZip + " cannot be read as a zip file: ");
        Path notes = zip(away.resolve("notes.zip"), Map.of("notes/readme.txt", "x"));
        refused(
                notes,
                notes + " holds no model (expected a folder with model.json, plans.json or fold_0, or a zip of one)");
    }

    @Test
    void aDamagedZipIsRefused() throws Exception {
        Path file = away.resolve("liver.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry("fold_0/model.onnx"));
            zip.write("the network".getBytes(StandardCharsets.US_ASCII));
            zip.closeEntry();
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("the network");
        Files.writeString(file, bytes.replace("the network", "the NETWORK"), StandardCharsets.ISO_8859_1);
        refused(file, file + " cannot be read as a zip file: fold_0/model.onnx is damaged");
    }

    @Test
    void moreThanTheLimitsIsRefusedWhateverAZipSaysOfItself() throws Exception {
        Path source = PlainModel.foldlink(away, "liver", "x".repeat(3 << 20));
        zip(source, away.resolve("liver.zip"), "");
        ModelLimits small = new ModelLimits(2 << 20, 100);
        for (Path one : List.of(source, away.resolve("liver.zip"))) {
            assertThatThrownBy(() -> StagedModel.of(one, store, small))
                    .isInstanceOf(ModelException.class)
                    .hasMessage(one + " has more than 2 MiB (expected at most that; --max-size allows more)");
            assertThatThrownBy(() -> StagedModel.of(one, store, new ModelLimits(1 << 30, 3)))
                    .hasMessage(one + " has more than 3 files (expected a model's folder and nothing else)");
        }
        assertNothingIsLeft();
    }

    @Test
    void aWrongChecksumIsRefused() throws Exception {
        Path source = PlainModel.foldlink(away, "liver", "net");
        String listed = Checksums.of(source.resolve("plans.json"));
        Files.writeString(source.resolve("plans.json"), PlainModel.PLANS.replace("16, 64", "16, 32"));
        refused(
                source,
                "plans.json has SHA-256 " + Checksums.of(source.resolve("plans.json")) + " (expected " + listed
                        + ", from SHA256SUMS)");
        assertThat(store.resolve("liver")).doesNotExist();
    }

    @Test
    void anIdThatIsAPathIsRefused() throws Exception {
        Path source = PlainModel.foldlink(away, "liver", "net");
        Path json = source.resolve("model.json");
        Files.writeString(json, Files.readString(json).replace("\"liver\", \"title\"", "\"../liver\", \"title\""));
        refused(source, "model.json id = \"../liver\" (expected letters, digits, _, . and -)");
    }

    @Test
    void anotherIdIsWrittenIntoModelJsonAndItsChecksum() throws Exception {
        try (StagedModel staged = stage(PlainModel.foldlink(away, "liver", "net"))) {
            staged.rename("my-liver");
            staged.check();
            staged.place();
        }
        ModelDescriptor model = ModelStore.open(store).find("my-liver").orElseThrow();
        assertThat(ModelVerifier.verify(model)).allMatch(f -> f.status() == ModelVerifier.Status.OK);
        assertThat(model.title()).isEqualTo("Liver");
    }

    @Test
    void anIdThatCannotBeChangedIsSaid() throws Exception {
        try (StagedModel plain = stage(PlainModel.nnunet(away, "nnUNetTrainer__nnUNetPlans__3d_fullres", "net"))) {
            assertThatThrownBy(() -> plain.rename("liver"))
                    .hasMessage(
                            "id = liver (expected nnUNetTrainer__nnUNetPlans__3d_fullres: without a model.json the folder's"
                                    + " name says trainer and configuration; foldlink-models import nnunet writes one)");
        }
        Path source = PlainModel.foldlink(away, "liver", "net");
        try (StagedModel staged = stage(source)) {
            assertThatThrownBy(() -> staged.rename("My Liver"))
                    .hasMessage("id = My Liver (expected lower-case letters and digits, with single - between them)");
        }
        Files.writeString(source.resolve("SHA256SUMS.sig"), "signature");
        try (StagedModel staged = stage(source)) {
            assertThatThrownBy(() -> staged.rename("other"))
                    .hasMessage("id = other (expected liver: the model is signed, and its id with it)");
        }
    }

    @Test
    void oneFolderOfACascadeIsNotTakenAlone() throws Exception {
        Path second = PlainModel.nnunet(away, "nnUNetTrainer__nnUNetPlans__3d_cascade_fullres", "net");
        PlainModel.nnunet(away, "nnUNetTrainer__nnUNetPlans__3d_lowres", "net");
        for (String folder : List.of("3d_cascade_fullres", "3d_lowres")) {
            Path plans = away.resolve("nnUNetTrainer__nnUNetPlans__" + folder + "/plans.json");
            Files.writeString(
                    plans,
                    PlainModel.PLANS
                            .replace("\"3d_fullres\": {", "\"3d_lowres\": {")
                            .replace("}}}}", """
                                    }}, "3d_cascade_fullres": {"inherits_from": "3d_lowres", "previous_stage": "3d_lowres",
                                    "resampling_fn_seg": "resample_data_or_seg_to_shape",
                                    "resampling_fn_seg_kwargs": {"is_seg": true, "order": 1}}}}"""));
        }
        refused(
                second,
                second + " needs nnUNetTrainer__nnUNetPlans__3d_lowres beside it (expected one folder with both:"
                        + " foldlink-models import nnunet makes it)");
    }

    @Test
    void aReplacementThatWasCutOffIsPutRight() throws Exception {
        long gone = Long.MAX_VALUE;
        PlainModel.foldlink(store.resolve(".foldlink/replaced-" + gone + "-1"), "liver", "old");
        PlainModel.foldlink(store.resolve(".foldlink/removed-" + gone + "-2"), "spleen", "old");
        PlainModel.foldlink(store.resolve(".foldlink/added-" + gone + "-3"), "kidney", "new");
        Files.createDirectories(store.resolve(".foldlink/notes"));
        LiveModels.open(store).close();
        assertThat(ModelStore.open(store).list())
                .extracting(ModelDescriptor::id)
                .containsExactly("liver");
        try (Stream<Path> entries = Files.list(store.resolve(".foldlink"))) {
            assertThat(entries).containsExactly(store.resolve(".foldlink/notes"));
        }
    }

    @Test
    void linksOfABridgeAreNotACommandsToRemove() throws Exception {
        Path links = PlainModel.foldlink(store.resolve(".foldlink/models-" + Long.MAX_VALUE + "-1/0"), "liver", "net");
        stage(PlainModel.foldlink(away, "spleen", "net")).close();
        assertThat(links).exists();
        LiveModels.open(store).close();
        assertThat(links).doesNotExist();
    }
}
