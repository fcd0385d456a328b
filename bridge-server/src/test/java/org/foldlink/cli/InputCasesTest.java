package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputCasesTest {

    @TempDir
    Path folder;

    private Path touch(String name) throws IOException {
        return Files.createFile(folder.resolve(name));
    }

    private void refuses(List<Path> paths, int channels, ExitCode exit, String message) {
        assertThatThrownBy(() -> InputCases.resolve(paths, channels))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(exit))
                .hasMessage(message.replace("DIR", folder.toString()));
    }

    @Test
    void oneFileIsOneCase() throws IOException {
        Path file = touch("scan.nii.gz");
        assertThat(InputCases.resolve(List.of(file), 1)).containsExactly(new InputCase("scan", List.of(file)));
    }

    @Test
    void aChannelNumberIsNoPartOfTheName() throws IOException {
        Path file = touch("scan_0000.nrrd");
        assertThat(InputCases.resolve(List.of(file), 1)).containsExactly(new InputCase("scan", List.of(file)));
    }

    @Test
    void oneChannelFileBringsTheOthers() throws IOException {
        Path t1 = touch("a_0000.nii.gz");
        Path t2 = touch("a_0001.nii.gz");
        assertThat(InputCases.resolve(List.of(t2), 2)).containsExactly(new InputCase("a", List.of(t1, t2)));
    }

    @Test
    void oneFileAChannelInTheModelsOrder() throws IOException {
        Path t2 = touch("t2.nii");
        Path t1 = touch("t1.nii");
        assertThat(InputCases.resolve(List.of(t2, t1), 2)).containsExactly(new InputCase("t2", List.of(t2, t1)));
    }

    @Test
    void aFolderHoldsCasesByName() throws IOException {
        Path b = touch("b_0000.nii.gz");
        Path a0 = touch("a_0000.nii.gz");
        touch("readme.txt");
        touch(".hidden.nii.gz");
        assertThat(InputCases.resolve(List.of(folder), 1))
                .containsExactly(new InputCase("a", List.of(a0)), new InputCase("b", List.of(b)));
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        refuses(List.of(folder.resolve("x.nii")), 1, ExitCode.NO_INPUT, "input DIR/x.nii does not exist");
        refuses(
                List.of(folder),
                1,
                ExitCode.NO_INPUT,
                "folder DIR holds no volume (expected .nii.gz, .nii, .nrrd or .nhdr files)");
        Path first = touch("a_0000.nii.gz");
        refuses(
                List.of(first),
                2,
                ExitCode.NO_INPUT,
                "case a lacks channel 1 of 2 (expected a file a_0001 with a volume's extension)");
        refuses(
                List.of(folder),
                2,
                ExitCode.NO_INPUT,
                "case a lacks channel 1 of 2 (expected a file a_0001 with a volume's extension)");
    }

    @Test
    void whatDoesNotFitTheModelIsWrongUsage() throws IOException {
        Path plain = touch("scan.nii.gz");
        refuses(
                List.of(plain),
                2,
                ExitCode.USAGE,
                "the model takes 2 channels and scan.nii.gz is one file without a channel number (expected names such as"
                        + " case_0000.nii.gz, or one file a channel)");
        refuses(
                List.of(plain, plain),
                1,
                ExitCode.USAGE,
                "got 2 files for a model of 1 channel (expected one file a channel, or one folder of cases)");
        Path text = touch("notes.txt");
        refuses(
                List.of(text),
                1,
                ExitCode.USAGE,
                "input notes.txt is no volume file (expected .nii.gz, .nii, .nrrd or .nhdr)");
        touch("scan_0001.nii.gz");
        refuses(
                List.of(folder),
                1,
                ExitCode.USAGE,
                "case scan has a channel 1, and the model takes 1 (channels 0 to 0)");
    }

    @Test
    void twoFilesForOneChannelAreAmbiguous() throws IOException {
        touch("a.nii.gz");
        touch("a.nrrd");
        refuses(List.of(folder), 1, ExitCode.USAGE, "case a has two files for channel 0: a.nii.gz and a.nrrd");
    }
}
