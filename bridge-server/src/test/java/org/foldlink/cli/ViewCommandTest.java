package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewCommandTest {

    @TempDir
    Path folder;

    private Path scan = Path.of("");
    private Path labels = Path.of("");
    private Path page = Path.of("");

    @BeforeEach
    void writePhantom() throws IOException {
        PhantomCase phantom = AbdomenPhantom.generate(new PhantomSpec(3, 7, 10, 100_000));
        scan = folder.resolve("scan.nii.gz");
        labels = folder.resolve("labels.nii.gz");
        page = folder.resolve("page.html");
        VolumeFiles.write(scan, phantom.image());
        VolumeFiles.write(labels, phantom.labels());
    }

    @Test
    void writesThePageOfALabelmapWithTheNamesOfAModel() throws IOException {
        Path zoo = Path.of(Objects.requireNonNull(System.getProperty("foldlink.root")), "models", "zoo");
        Ran ran = view("--model", "phantom-abdomen", "--models", zoo.toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("page.html").contains("Not for clinical use.");
        assertThat(Files.readString(page))
                .contains("\"name\":\"liver\"")
                .contains("\"unit\":\"HU\"")
                .contains("\"ct\":true")
                .contains("[\"Labels\",\"labels.nii.gz\"]")
                .contains("\"hidden\":true");
    }

    @Test
    void showsTheChosenLabelsAlone() throws IOException {
        Path names = folder.resolve("names.txt");
        Files.writeString(names, "1 liver\n6 aorta\n");
        Ran ran = view("--names", names.toString(), "--only", "aorta,1");
        assertThat(ran.err()).isEmpty();
        String html = Files.readString(page);
        assertThat(html)
                .contains("\"name\":\"liver\"")
                .contains("\"name\":\"aorta\"")
                .doesNotContain("label_2");
    }

    @Test
    void aPageThatIsThereIsNotReplaced() throws IOException {
        Files.writeString(page, "mine");
        Ran ran = view();
        assertThat(ran.exit()).isEqualTo(ExitCode.CANNOT_WRITE.code());
        assertThat(ran.err()).isEqualTo("foldlink: " + page + " exists (--force replaces it)" + System.lineSeparator());
        assertThat(Files.readString(page)).isEqualTo("mine");
        assertThat(view("--force").exit()).isZero();
        assertThat(Files.size(page)).isGreaterThan(1_000_000);
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(view("--only", "spline", "--names", names("1 liver")).err())
                .startsWith("foldlink: --only = spline is no label (expected one of liver, label_2,");
        assertThat(view("--model", "x", "--names", "y").err())
                .isEqualTo("foldlink: got --model and --names (expected one of the two)" + System.lineSeparator());
        assertThat(view("--max-mb", "1").err())
                .isEqualTo("foldlink: --max-mb = 1 (expected 4..500: the viewers take 2)" + System.lineSeparator());
        VolumeFiles.write(labels, Volume.allocate(new Grid(4, 5, 6, Affine.IDENTITY), VoxelType.UINT8));
        Ran ran = view();
        assertThat(ran.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(ran.err()).contains("4 x 5 x 6");
        assertThat(page).doesNotExist();
    }

    private String names(String text) throws IOException {
        return Files.writeString(folder.resolve("names.txt"), text).toString();
    }

    private Ran view(String... more) {
        String[] fixed = {"view", scan.toString(), "--labels", labels.toString(), "--out", page.toString()};
        String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return Ran.foldlink(all);
    }
}
