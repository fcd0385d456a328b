package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.PhantomKind;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhantomCommandTest {

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void aBrainHasFourChannelsOnOneGrid(@TempDir Path temp) throws IOException {
        Path out = temp.resolve("brain");
        Ran ran = Ran.foldlink("phantom", "--kind", "brain", "--spacing", "6", "--seed", "12", "--out", out.toString());
        assertThat(ran.err()).isEqualToNormalizingNewlines("phantom 1 of 1\n");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEqualToNormalizingNewlines(out + ": 1 phantom. Not for clinical use.\n");
        assertThat(names(out)).containsExactly("dataset.json", "imagesTr", "labelsTr");
        assertThat(names(out.resolve("imagesTr")))
                .containsExactly(
                        "phantom_0012_0000.nii.gz",
                        "phantom_0012_0001.nii.gz",
                        "phantom_0012_0002.nii.gz",
                        "phantom_0012_0003.nii.gz");
        Volume labels =
                NiftiFile.read(out.resolve("labelsTr/phantom_0012.nii.gz")).volume();
        for (int c = 0; c < 4; c++) {
            Volume channel = NiftiFile.read(out.resolve("imagesTr/phantom_0012_000" + c + ".nii.gz"))
                    .volume();
            assertThat(channel.grid()).isEqualTo(labels.grid());
        }
        assertThat(labels.grid().spacing().x()).isBetween(5.99, 6.91);
    }

    @Test
    void livercancerHasClasses(@TempDir Path temp) throws IOException {
        Path out = temp.resolve("liver");
        Ran ran = Ran.foldlink(
                "phantom", "--kind", "liver-cancer", "--spacing", "8", "--count", "4", "--seed", "2", "-o", out + "");
        assertThat(ran.exit()).isZero();
        assertThat(names(out)).containsExactly("classes.csv", "dataset.json", "imagesTr", "labelsTr");
        assertThat(Files.readAllLines(out.resolve("classes.csv")))
                .containsExactly("case,class", "phantom_0002,0", "phantom_0003,1", "phantom_0004,0", "phantom_0005,1");
    }

    @Test
    void anUnknownKindIsWrongUsage(@TempDir Path temp) {
        Ran ran = Ran.foldlink(
                "phantom", "--kind", "head", "--out", temp.resolve("x").toString());
        assertThat(ran.exit()).isEqualTo(64);
        assertThat(ran.err())
                .startsWith("foldlink: Invalid value for option '--kind': head"
                        + " (expected one of abdomen, brain, liver-cancer)");
    }

    @Test
    void anImpossibleSpacingIsWrongUsage(@TempDir Path temp) {
        Path out = temp.resolve("x");
        Ran ran = Ran.foldlink("phantom", "--spacing", "0.1", "--out", out.toString());
        assertThat(ran.exit()).isEqualTo(64);
        assertThat(ran.err())
                .startsWith("foldlink: phantom spacing = 0.1 to 0.1 mm (expected 0.3 <= finest <= coarsest <= 20)");
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void helpAndDocsNameEveryKind(PhantomKind kind) throws IOException {
        assertThat(Ran.foldlink("phantom", "--help").out()).contains(kind.term());
        String docs = Files.readString(Path.of(System.getProperty("foldlink.root"), "docs", "cli.md"));
        assertThat(docs).contains("| `" + kind.term() + "` |");
    }
}
