package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurfacesCommandTest {

    @TempDir
    Path folder;

    private String labels = "";
    private String out = "";

    @BeforeEach
    void write() throws IOException {
        Grid grid = new Grid(10, 10, 10, Affine.ofSpacing(2, 2, 2, new Vec3(-10, 0, 5)));
        Volume volume = Volume.allocate(grid, VoxelType.UINT8);
        for (int n = 0; n < 100; n++) {
            volume.voxels().set(400 + n, n < 50 ? 1 : 3);
        }
        NiftiFile.write(folder.resolve("scan.nii.gz"), volume);
        labels = folder.resolve("scan.nii.gz").toString();
        out = folder.resolve("out").toString();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyFormatWithTheNamesOfADataset() throws IOException {
        Path names = Files.writeString(
                folder.resolve("dataset.json"), "{\"labels\": {\"background\": 0, \"liver\": 1, \"body\": 3}}");
        Ran ran = Ran.foldlink(
                "surfaces", labels, "--names", names + "", "--format", "stl,ply,obj,glb", "--raw", "-o", out);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(files())
                .containsExactly(
                        "scan.surf.1.liver.ply",
                        "scan.surf.1.liver.stl",
                        "scan.surf.3.body.ply",
                        "scan.surf.3.body.stl",
                        "scan.surf.glb",
                        "scan.surf.mtl",
                        "scan.surf.obj");
        assertThat(ran.out()).isEqualToNormalizingNewlines("""
                value  structure                         triangles        cm2           ml
                    1  liver                                   260        5.2        0.400
                    3  body                                    260        5.2        0.400
                7 files in %s
                Not for clinical use.
                """.formatted(out));
        byte[] glb = Files.readAllBytes(folder.resolve("out/scan.surf.glb"));
        assertThat(new ObjectMapper()
                        .readTree(glb, 20, glb.length - 20)
                        .at("/materials/1/alphaMode")
                        .textValue())
                .isEqualTo("BLEND");
    }

    @Test
    void aModelsNamesAndOnlyOneStructureWithinABudget() throws IOException {
        Ran ran = Ran.foldlink(
                "surfaces",
                labels,
                "--model",
                "phantom-abdomen",
                "--models",
                ModelsRig.ZOO.toString(),
                "--structures",
                "1",
                "--triangles",
                "60",
                "--format",
                "ply",
                "-o",
                out);
        assertThat(ran.err()).isEmpty();
        assertThat(files()).containsExactly("scan.surf.1.liver.ply");
        assertThat(ran.out()).contains("    1  liver                                    60 ");
    }

    @Test
    void withoutNamesStructuresAreCalledByTheirValues() throws IOException {
        Ran ran = Ran.foldlink("surfaces", labels, "-o", out);
        assertThat(ran.exit()).isZero();
        assertThat(files()).containsExactly("scan.surf.glb");
        assertThat(ran.out()).contains("label_1", "label_3", "1 file in ");
    }

    @Test
    void nothingIsReplacedWithoutForce() {
        assertThat(Ran.foldlink("surfaces", labels, "-o", out, "-q").exit()).isZero();
        Ran again = Ran.foldlink("surfaces", labels, "-o", out, "-q");
        assertThat(again.exit()).isEqualTo(ExitCode.CANNOT_WRITE.code());
        assertThat(again.err())
                .isEqualToNormalizingNewlines("foldlink: " + folder.resolve("out/scan.surf.glb")
                        + " exists (--force replaces it, --out takes another folder)\n");
        assertThat(Ran.foldlink("surfaces", labels, "-o", out, "-q", "--force").exit())
                .isZero();
    }

    @Test
    void aLabelmapWithoutTheStructureSaysSo() {
        Ran ran = Ran.foldlink("surfaces", labels, "-o", out, "-q", "--structures", "7");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .isEqualToNormalizingNewlines(
                        "no structure of those asked for is in " + labels + "\nNot for clinical use.\n");
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        fails(ExitCode.USAGE, "--smooth and --raw exclude each other (expected one of them)", "--smooth", "--raw");
        fails(ExitCode.USAGE, "got --model and --names (expected one of the two)", "--model", "x", "--names", "y");
        fails(
                ExitCode.USAGE,
                "--format: surface format = vtp (expected one of stl, ply, obj, glb)",
                "--format",
                "stl,vtp");
        fails(ExitCode.USAGE, "--triangles = -2 (expected 1 or more a structure, or 0 for all)", "--triangles", "-2");
        Path names = Files.writeString(folder.resolve("names.json"), "{\"liver\": [1, 2]}");
        fails(
                ExitCode.MALFORMED,
                "names " + names
                        + " has no name of a value above 0 (expected dataset.json, a JSON object such as {\"liver\": 1}, or lines such as: 1 liver)",
                "--names",
                names + "");
        fails(ExitCode.NO_INPUT, "names nowhere.json: no such file, or in use", "--names", "nowhere.json");
    }

    private void fails(ExitCode exit, String message, String... arguments) {
        List<String> all = Stream.concat(Stream.of("surfaces", labels, "-o", out), Stream.of(arguments))
                .toList();
        Ran ran = Ran.foldlink(all.toArray(new String[0]));
        assertThat(ran.err()).isEqualToNormalizingNewlines("foldlink: " + message + "\n");
        assertThat(ran.exit()).isEqualTo(exit.code());
    }
}
