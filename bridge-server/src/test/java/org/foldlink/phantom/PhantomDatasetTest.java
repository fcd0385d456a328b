package org.foldlink.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomDatasetTest {

    private final List<String> written = new ArrayList<>();

    private void keepName(Path file, Volume volume) throws IOException {
        written.add(file.subpath(file.getNameCount() - 2, file.getNameCount()) + " " + volume.type());
        Files.writeString(file, "");
    }

    @Test
    void laysOutWhatNnunetReads(@TempDir Path temp) throws IOException {
        Path folder = temp.resolve("set");
        List<Integer> done = new ArrayList<>();
        new PhantomDataset(this::keepName, (n, count) -> done.add(n)).write(folder, PhantomKind.ABDOMEN, 2, 7);
        assertThat(written)
                .containsExactly(
                        "imagesTr/phantom_0007_0000.nii.gz INT16",
                        "labelsTr/phantom_0007.nii.gz UINT8",
                        "imagesTr/phantom_0008_0000.nii.gz INT16",
                        "labelsTr/phantom_0008.nii.gz UINT8");
        assertThat(done).containsExactly(1, 2);
        assertThat(Files.readString(folder.resolve("dataset.json")))
                .contains("\"numTraining\": 2", "\"kidney_left\": 3", "\"body\": 9", "\"file_ending\": \".nii.gz\"");
    }

    @Test
    void aBrainIsRegionsInTheOrderThatNnunetDecidesBy(@TempDir Path temp) throws IOException {
        new PhantomDataset(this::keepName, (n, count) -> {}).write(temp, PhantomKind.BRAIN, 1, 7, spec -> spec.at(8));
        assertThat(written)
                .containsExactly(
                        "imagesTr/phantom_0007_0000.nii.gz INT16",
                        "imagesTr/phantom_0007_0001.nii.gz INT16",
                        "imagesTr/phantom_0007_0002.nii.gz INT16",
                        "imagesTr/phantom_0007_0003.nii.gz INT16",
                        "labelsTr/phantom_0007.nii.gz UINT8");
        assertThat(temp.resolve("classes.csv")).doesNotExist();
        assertThat(Files.readString(temp.resolve("dataset.json"))).isEqualTo("""
                        {
                          "channel_names": {"0": "FLAIR", "1": "T1", "2": "T1ce", "3": "T2"},
                          "labels": {
                            "background": 0,
                            "whole_tumour": [1, 2, 3],
                            "tumour_core": [1, 3],
                            "enhancing": [3]
                          },
                          "regions_class_order": [2, 1, 3],
                          "numTraining": 1,
                          "file_ending": ".nii.gz",
                          "name": "phantom-brain",
                          "licence": "Apache-2.0",
                          "description": "Generated MR phantoms of skull-stripped heads with glioma. Labels: 1 necrosis, 2 oedema, 3 enhancing. Not for clinical use."
                        }
                        """);
    }

    @Test
    void ofAClassifiersCasesTheClassesAreListed(@TempDir Path temp) throws IOException {
        new PhantomDataset(this::keepName, (n, count) -> {})
                .write(temp, PhantomKind.LIVER_CANCER, 3, 1, spec -> spec.at(10));
        assertThat(Files.readString(temp.resolve("classes.csv")))
                .isEqualTo("case,class\nphantom_0001,0\nphantom_0002,0\nphantom_0003,1\n");
        assertThat(Files.readString(temp.resolve("dataset.json")))
                .contains("\"channel_names\": {\"0\": \"CT\"}", "\"lesion\": 7", "\"name\": \"phantom-liver-cancer\"")
                .doesNotContain("regions_class_order");
    }

    @Test
    void writesOverNothing(@TempDir Path temp) throws IOException {
        Files.writeString(temp.resolve("mine.txt"), "mine");
        assertThatThrownBy(() ->
                        new PhantomDataset(this::keepName, (n, count) -> {}).write(temp, PhantomKind.ABDOMEN, 1, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write phantoms to " + temp + ": it is not empty (expected a new or empty folder)");
        assertThat(written).isEmpty();
    }

    @Test
    void anUnfinishedSetHasNoDescription(@TempDir Path temp) {
        PhantomDataset dataset = new PhantomDataset(
                (file, volume) -> {
                    throw new IOException("No space left on device");
                },
                (n, count) -> {});
        assertThatThrownBy(() -> dataset.write(temp, PhantomKind.ABDOMEN, 1, 1)).hasMessage("No space left on device");
        assertThat(temp.resolve("dataset.json")).doesNotExist();
    }

    @Test
    void refusesNoPhantoms(@TempDir Path temp) {
        assertThatThrownBy(() ->
                        new PhantomDataset(this::keepName, (n, count) -> {}).write(temp, PhantomKind.ABDOMEN, 0, 1))
                .hasMessage("phantom count = 0 (expected 1 or more)");
    }
}
