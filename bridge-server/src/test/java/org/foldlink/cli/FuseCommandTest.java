package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuseCommandTest {

    private static final Grid GRID = new Grid(4, 2, 1, Affine.ofSpacing(2, 5, 10, Vec3.ZERO));

    @TempDir
    Path folder;

    private String a;
    private String b;
    private String c;
    private String out;

    @BeforeEach
    void write() throws IOException {
        a = mask("a.nii.gz", 0, 1, 1, 2, 2, 0, 0, 4);
        b = mask("b.nii.gz", 0, 1, 1, 2, 0, 0, 0, 4);
        c = mask("c.nii.gz", 0, 1, 2, 2, 2, 0, 1, 1);
        out = folder.resolve("fused.nii.gz").toString();
    }

    private String mask(String name, int... labels) throws IOException {
        Volume v = Volume.allocate(GRID, VoxelType.UINT8);
        for (int i = 0; i < labels.length; i++) {
            v.voxels().set(i, labels[i]);
        }
        Path file = folder.resolve(name);
        VolumeFiles.write(file, v);
        return file.toString();
    }

    private double[] fused() throws IOException {
        return Grids.values(VolumeFiles.read(Path.of(out)).volume());
    }

    @Test
    void majorityWritesTheLabelmapAndPrintsHowEachAgrees() throws IOException {
        Ran ran = Ran.foldlink("fuse", a, b, c, "-o", out);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(fused()).containsExactly(0, 1, 1, 2, 2, 0, 0, 4);
        assertThat(ran.out().lines())
                .containsExactly(
                        "majority: a label where at least 2 of 3 masks agree",
                        "  label  voxels     ml",
                        "      1       2  0.200",
                        "      2       2  0.200",
                        "      4       1  0.100",
                        "  mask      same as fused  Dice 1  Dice 2  Dice 4",
                        "  a.nii.gz        100.0 %  1.0000  1.0000  1.0000",
                        "  b.nii.gz         80.0 %  1.0000  0.6667  1.0000",
                        "  c.nii.gz         50.0 %  0.4000  0.8000  0.0000",
                        "  " + out,
                        "Not for clinical use.");
    }

    @Test
    void atLeastAllIsWhatEveryMaskHas() throws IOException {
        assertThat(Ran.foldlink("fuse", a, b, c, "--at-least", "3", "-o", out).exit())
                .isZero();
        assertThat(fused()).containsExactly(0, 1, 0, 2, 0, 0, 0, 0);
    }

    @Test
    void staplePrintsHowReliableEachIs() throws IOException {
        Ran ran = Ran.foldlink("fuse", a, b, c, "--method", "staple", "-o", out);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("STAPLE of 3 masks, ")
                .contains("  mask      label  sensitivity  specificity")
                .contains("  a.nii.gz      1 ")
                .doesNotContain("  a.nii.gz      0 ")
                .endsWith("Not for clinical use.\n");
        assertThat(Files.exists(Path.of(out))).isTrue();
    }

    @Test
    void nothingIsReplacedWithoutForce() throws IOException {
        Files.writeString(Path.of(out), "mine");
        Ran ran = Ran.foldlink("fuse", a, b, "-o", out);
        assertThat(ran.exit()).isEqualTo(73);
        assertThat(ran.err()).isEqualTo("foldlink: " + out + " exists (--force replaces it)\n");
        assertThat(Files.readString(Path.of(out))).isEqualTo("mine");
        assertThat(Ran.foldlink("fuse", a, b, "-o", out, "--force").exit()).isZero();
        assertThat(fused()).hasSize(8);
    }

    @Test
    void aMaskOnAnotherGridIsRefusedWithBothGrids() throws IOException {
        Path odd = folder.resolve("odd.nii.gz");
        VolumeFiles.write(odd, Volume.allocate(new Grid(4, 2, 2, GRID.indexToRas()), VoxelType.UINT8));
        Ran ran = Ran.foldlink("fuse", a, odd.toString(), "-o", out);
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo("foldlink: mask odd.nii.gz lies on another grid than a.nii.gz:"
                        + " 4 x 2 x 2 voxels of 2 x 5 x 10 mm from (0, 0, 0) RAS,"
                        + " and 4 x 2 x 1 voxels of 2 x 5 x 10 mm from (0, 0, 0) RAS"
                        + " (expected the same size and place within 0.01 mm; resample one onto the other)\n");
        assertThat(Files.exists(Path.of(out))).isFalse();
    }

    @Test
    void wrongUsageSaysWhatWasExpected() {
        assertRefused(64, "got 1 mask (expected two or more)", "fuse", a, "-o", out);
        assertRefused(
                64,
                "--at-least = 4 (expected 1 to 3, the number of masks)",
                "fuse",
                a,
                b,
                c,
                "--at-least",
                "4",
                "-o",
                out);
        assertRefused(
                64,
                "--at-least = 2 (expected only with --method majority)",
                "fuse",
                a,
                b,
                "--method",
                "staple",
                "--at-least",
                "2",
                "-o",
                out);
        String gone = folder.resolve("gone.nii.gz").toString();
        assertRefused(66, "input " + gone + " does not exist", "fuse", a, gone, "-o", out);
    }

    private static void assertRefused(int exit, String message, String... command) {
        Ran ran = Ran.foldlink(command);
        assertThat(ran.exit())
                .as(String.join(" ", new ArrayList<>(List.of(command))))
                .isEqualTo(exit);
        assertThat(ran.err()).isEqualTo("foldlink: " + message + "\n");
    }
}
