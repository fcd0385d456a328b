package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureCommandTest {

    @TempDir
    Path folder;

    private String labels;
    private String image;
    private String names;

    /** A liver of 10 x 10 x 8 voxels of 2 mm, in it a lesion of 4 x 4 x 3, and a stray voxel of it; HU 60 and 30. */
    @BeforeEach
    void write() throws IOException {
        Grid grid = new Grid(20, 16, 12, Affine.ofSpacing(2, 2, 2, new Vec3(-20, -30, 40)));
        Volume map = Volume.allocate(grid, VoxelType.UINT8);
        Volume scan = Volume.allocate(grid, VoxelType.INT16);
        fill(map, scan, 1, 60, new int[] {2, 2, 2}, new int[] {11, 11, 9});
        fill(map, scan, 2, 30, new int[] {5, 5, 4}, new int[] {8, 8, 6});
        fill(map, scan, 2, 30, new int[] {18, 14, 11}, new int[] {18, 14, 11});
        fill(map, scan, 3, 10, new int[] {15, 2, 2}, new int[] {16, 3, 3});
        labels = folder.resolve("labels.nii.gz").toString();
        image = folder.resolve("scan.nii.gz").toString();
        names = folder.resolve("dataset.json").toString();
        VolumeFiles.write(Path.of(labels), map);
        VolumeFiles.write(Path.of(image), scan);
        Files.writeString(
                Path.of(names),
                "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"liver\": 1, \"liver_tumor\": 2,"
                        + " \"spleen\": 4}}");
    }

    private static void fill(Volume map, Volume scan, int value, int hu, int[] from, int[] to) {
        for (int k = from[2]; k <= to[2]; k++) {
            for (int j = from[1]; j <= to[1]; j++) {
                for (int i = from[0]; i <= to[0]; i++) {
                    map.voxels().set(map.grid().index(i, j, k), value);
                    scan.voxels().set(map.grid().index(i, j, k), hu);
                }
            }
        }
    }

    @Test
    void tablesHaveUnitsAndTheNotice() {
        Ran ran = Ran.foldlink("measure", labels, "--image", image, "--names", names);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        List<String> lines = ran.out().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("  structure       ml  surface cm2  largest mm  axial mm     box mm (R x A x S)  own box mm"
                        + "    centre R, A, S mm");
        assertThat(lines.get(1)).startsWith("  liver          6.0");
        assertThat(lines.get(3)).startsWith("  label_3      0.064");
        assertThat(ran.out())
                .contains("  CT HU        mean   SD   min    p5   p25  median   p75   p95   max")
                .contains("  liver        60.0  0.0  60.0  60.0  60.0    60.0  60.0  60.0  60.0")
                .contains("  1 lesion of 0.1 ml or more, 0.38 ml together; 1 smaller left out")
                .contains(
                        "       1  liver_tumor  0.38  11.3 x 11.3        12.8  -7.0, -17.0, 50.0  liver 0.0, label_3 12.2");
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Not for clinical use.");
    }

    @Test
    void jsonIsAsAResultDocumentHasIt() throws IOException {
        Ran ran = Ran.foldlink("measure", labels, "--image", image, "--names", names, "--json");
        assertThat(ran.exit()).isZero();
        JsonNode root = new ObjectMapper().readTree(ran.out());
        assertThat(root.path("structures")).hasSize(3);
        JsonNode liver = root.path("structures").path(0);
        assertThat(liver.path("name").asText()).isEqualTo("liver");
        assertThat(liver.path("principal_box").path("size")).hasSize(3);
        assertThat(liver.path("feret_mm").asDouble()).isCloseTo(Math.sqrt(400 + 400 + 256), within(1e-4));
        // Outside 20 x 20 x 16 mm and, about the lesion, 8 x 8 x 6: 2400 mm2 of faces, whose edges Crofton's lines
        // round.
        assertThat(liver.path("surface_mm2").asDouble()).isBetween(2000.0, 2400.0);
        assertThat(liver.path("intensity").path("CT").path("unit").asText()).isEqualTo("HU");
        assertThat(liver.path("intensity").path("CT").path("median").asDouble()).isEqualTo(60);
        assertThat(root.path("absent").path(0).asText()).isEqualTo("spleen");
        assertThat(root.path("lesions")).hasSize(1);
        JsonNode lesion = root.path("lesions").path(0);
        assertThat(lesion.path("number").asInt()).isEqualTo(1);
        assertThat(lesion.path("ml").asDouble()).isCloseTo(0.384, within(1e-6));
        assertThat(lesion.path("diameter_ends").path(0)).hasSize(3);
        assertThat(lesion.path("distances_mm").path("liver").asDouble()).isZero();
        assertThat(lesion.path("distances_mm").path("label_3").asDouble())
                .isCloseTo(Math.sqrt(12 * 12 + 2 * 2), within(1e-4));
        assertThat(root.path("lesion_rule").toString()).isEqualTo("{\"min_ml\":0.1,\"count\":1,\"left_out\":1}");
        assertThat(root.path("notice").asText()).isEqualTo("Not for clinical use.");
    }

    @Test
    void csvHasARowAStructureAndARowALesion() throws IOException {
        Path csv = folder.resolve("out.csv");
        Ran ran = Ran.foldlink(
                "measure",
                labels,
                "--image",
                image,
                "--names",
                names,
                "--lesions",
                "liver_tumor",
                "--min-ml",
                "0",
                "--csv",
                csv.toString());
        assertThat(ran.exit()).isZero();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).startsWith("kind,number,value,name,voxels,ml,").contains(",CT (HU) mean,");
        assertThat(lines).hasSize(1 + 3 + 2);
        int columns = lines.get(0).split(",", -1).length;
        assertThat(lines).allMatch(line -> line.split(",", -1).length == columns);
        assertThat(lines.get(1)).startsWith("structure,,1,liver,752,6.016");
        assertThat(lines.get(4)).startsWith("lesion,1,2,liver_tumor,48,");
        assertThat(lines.get(5)).startsWith("lesion,2,2,liver_tumor,1,");
    }

    @Test
    void withoutNamesValuesAreCountedAndNothingIsALesion() throws IOException {
        Ran ran = Ran.foldlink("measure", labels, "--image", image, "--unit", "HU", "--json");
        JsonNode root = new ObjectMapper().readTree(ran.out());
        assertThat(root.path("structures").path(1).path("name").asText()).isEqualTo("label_2");
        assertThat(root.path("structures")
                        .path(1)
                        .path("intensity")
                        .path("image")
                        .path("unit")
                        .asText())
                .isEqualTo("HU");
        assertThat(root.has("lesions")).isFalse();
        Path lines = Files.writeString(folder.resolve("names.txt"), "# mine\n1 liver\n2, metastasis\n");
        JsonNode asked = new ObjectMapper()
                .readTree(Ran.foldlink("measure", labels, "--names", lines.toString(), "--lesions", "2", "--json")
                        .out());
        assertThat(asked.path("lesions").path(0).path("name").asText()).isEqualTo("metastasis");
        assertThat(asked.path("structures").path(0).has("intensity")).isFalse();
    }

    @Test
    void labelsMayBeWrittenAsFloatingNumbers() throws IOException {
        Volume read = VolumeFiles.read(Path.of(labels)).volume();
        Volume floats = Volume.allocate(read.grid(), VoxelType.FLOAT32);
        for (long v = 0; v < read.grid().count(); v++) {
            floats.voxels().set(v, read.voxels().get(v));
        }
        Path file = folder.resolve("floats.nii.gz");
        VolumeFiles.write(file, floats);
        assertThat(Ran.foldlink("measure", file.toString(), "--json").out())
                .isEqualTo(Ran.foldlink("measure", labels, "--json").out());
    }

    @Test
    void mistakesAreNamed() throws IOException {
        String nl = System.lineSeparator();
        Ran lesion = Ran.foldlink("measure", labels, "--names", names, "--lesions", "tumour");
        assertThat(lesion.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(lesion.err())
                .isEqualTo("foldlink: --lesions = tumour is no label (expected one of liver, liver_tumor, label_3,"
                        + " spleen)" + nl);
        Ran least = Ran.foldlink("measure", labels, "--min-ml", "-1");
        assertThat(least.exit()).isEqualTo(ExitCode.USAGE.code());
        assertThat(least.err()).isEqualTo("foldlink: --min-ml = -1.0 (expected 0 or more)" + nl);
        Ran both = Ran.foldlink("measure", labels, "--names", names, "-m", "hippocampus");
        assertThat(both.err()).isEqualTo("foldlink: got --model and --names (expected one of the two)" + nl);

        Volume fractions = Volume.allocate(new Grid(3, 3, 3, Affine.IDENTITY), VoxelType.FLOAT32);
        fractions.voxels().set(14, 0.5);
        Path file = folder.resolve("fractions.nii.gz");
        VolumeFiles.write(file, fractions);
        Ran scan = Ran.foldlink("measure", file.toString());
        assertThat(scan.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(scan.err())
                .isEqualTo("foldlink: labelmap " + file
                        + " voxel (2, 1, 1) = 0.5 (expected whole numbers 0..65535: is it a scan?)" + nl);
        Ran other = Ran.foldlink("measure", labels, "--image", file.toString());
        assertThat(other.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(other.err())
                .isEqualTo("foldlink: image grid is 3 x 3 x 3, the labelmap's 20 x 16 x 12 (expected the same size and"
                        + " place within 0.01 mm)" + nl);
        assertThat(Ran.foldlink("measure", folder.resolve("none.nii").toString())
                        .exit())
                .isEqualTo(ExitCode.NO_INPUT.code());
    }

    @Test
    void namesThatAreNoneAreRefused() throws IOException {
        String expected = " (expected dataset.json, a JSON object such as {\"liver\": 1}, or lines such as: 1 liver)"
                + System.lineSeparator();
        assertNames("liver 1", "the line 'liver 1'" + expected);
        assertNames("{\"liver\": ", "no JSON" + expected);
        assertNames("{\"background\": 0}", "no name of a value above 0" + expected);
        Path file = Files.writeString(folder.resolve("names"), "1 liver\n1 spleen\n");
        assertThat(Ran.foldlink("measure", labels, "--names", file.toString()).err())
                .isEqualTo("foldlink: names " + file + ": 1 is liver and spleen (expected one name)"
                        + System.lineSeparator());
        Files.writeString(file, "{\"liver\": 70000}");
        assertThat(Ran.foldlink("measure", labels, "--names", file.toString()).err())
                .isEqualTo("foldlink: names " + file + ": liver = 70000 (expected 0..65535)" + System.lineSeparator());
    }

    private void assertNames(String text, String said) throws IOException {
        Path file = Files.writeString(folder.resolve("names"), text);
        Ran ran = Ran.foldlink("measure", labels, "--names", file.toString());
        assertThat(ran.exit()).isEqualTo(ExitCode.MALFORMED.code());
        assertThat(ran.err()).isEqualTo("foldlink: names " + file + " has " + said);
    }
}
