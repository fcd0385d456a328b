package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.foldlink.files.VolumeFiles;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    /** The README's first command: it finds every organ of the phantom and says so. */
    @Test
    void theDemoFindsTheOrgans() throws Exception {
        Path zoo = Path.of(System.getProperty("foldlink.root"), "models", "zoo");
        Ran ran = Ran.foldlink(
                "demo", "--html", "--models", zoo.toString(), "--out", folder.toString(), "--surfaces", "glb");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        for (String organ :
                new String[] {"liver", "kidney_right", "kidney_left", "spleen", "pancreas", "aorta", "spine"}) {
            assertThat(ran.out()).containsPattern("Dice against.* " + organ + " 0\\.[5-9]");
        }
        Volume labels = VolumeFiles.read(folder.resolve("phantom.nii.gz")).volume();
        assertThat(labels.grid().count()).isGreaterThan(100_000);
        assertThat(Files.size(folder.resolve("phantom.surf.glb"))).isGreaterThan(100_000);
        assertThat(Files.size(folder.resolve("phantom.png"))).isGreaterThan(10_000);
        assertThat(Files.readString(folder.resolve("phantom.result.json"))).contains("\"liver\"");
        assertThat(Files.readString(folder.resolve("phantom.html"))).contains("\"model\":\"phantom-abdomen\"");
    }
}
