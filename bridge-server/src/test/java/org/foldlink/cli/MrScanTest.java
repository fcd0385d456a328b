package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foldlink.cli.MrScan.Channel;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrScanTest {

    @TempDir
    Path folder;

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        VolumeFiles.write(file, Volume.allocate(new Grid(2, 2, 2, Affine.IDENTITY), VoxelType.INT16));
        return file;
    }

    private MrScan read(Path... paths) {
        return MrScan.read(List.of(paths), w -> {
            throw new AssertionError(w);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "t1,T1",
        "T1w,T1",
        "BraTS-1-t1n,T1",
        "t1c,T1CE",
        "t1ce,T1CE",
        "T1-Gd,T1CE",
        "case_t1gd,T1CE",
        "t1_post,T1CE",
        "t2,T2",
        "BraTS-1-t2w,T2",
        "fla,FLAIR",
        "sub-01_FLAIR,FLAIR",
        "t2_flair,FLAIR",
        "BraTS-1-t2f,FLAIR"
    })
    void aNameSaysItsChannel(String name, Channel channel) {
        assertThat(Channel.of(name)).contains(channel);
    }

    @ParameterizedTest
    @CsvSource({"at1as", "dwi", "t10", "flat", "art2"})
    void otherNamesSayNone(String name) {
        assertThat(Channel.of(name)).isEqualTo(Optional.empty());
    }

    @Test
    void aFolderGivesItsChannelsAndNothingElse() throws IOException {
        write("t1.nii.gz");
        write("t1c.nrrd");
        write("fla.nii");
        write("mask.nii.gz");
        Files.writeString(folder.resolve("t2.txt"), "notes");
        MrScan scan = read(folder);
        assertThat(scan.channels().keySet()).containsExactlyInAnyOrder(Channel.T1, Channel.T1CE, Channel.FLAIR);
        assertThat(scan.describe()).isEqualTo("fla, t1, t1c");
        assertThat(scan.anatomy()).isEqualTo(Channel.T1);
        assertThat(scan.picture()).isEqualTo(Channel.FLAIR);
        assertThat(scan.inOrder(List.of("FLAIR", "T1ce"), "m")).hasSize(2);
        assertThatThrownBy(() -> scan.inOrder(List.of("FLAIR", "T1", "T1ce", "T2"), "phantom-brats"))
                .hasMessage("channel t2 is missing (model phantom-brats takes FLAIR, T1, T1ce, T2;"
                        + " or give masks: --masks FILE…)");
    }

    @Test
    void refusesTwinsAndWhatSaysNoChannel() throws IOException {
        Path one = write("t1.nii.gz");
        Path twin = write("t1w.nii.gz");
        Path other = write("scan.nii.gz");
        List<CommandFailure> failures = new ArrayList<>();
        for (Path[] paths : new Path[][] {{one, twin}, {one, other}, {Files.createDirectory(folder.resolve("none"))}}) {
            try {
                read(paths);
            } catch (CommandFailure e) {
                failures.add(e);
            }
        }
        assertThat(failures)
                .extracting(CommandFailure::getMessage)
                .containsExactly(
                        "two files for t1: t1.nii.gz and t1w.nii.gz (expected one a channel)",
                        "input scan.nii.gz says no MR channel (expected t1, t1c, t2 or flair in its name, such as"
                                + " t1c.nii.gz)",
                        "folder " + folder.resolve("none")
                                + " holds no MR channel (expected volumes with t1, t1c, t2 or flair in their names)");
        assertThat(failures)
                .extracting(CommandFailure::exit)
                .containsExactly(ExitCode.USAGE, ExitCode.USAGE, ExitCode.NO_INPUT);
    }
}
