package org.foldlink.nrrd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VolumeFormatException;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NrrdFileTest {

    /** 2×3×1 voxels 1 … 6, one byte each. */
    private static final String HEADER = """
            NRRD0004
            # a comment
            type: uchar
            dimension: 3
            space: left-posterior-superior
            sizes: 2 3 1
            space directions: (0.5,0,0) (0,-0.5,0) (0,0,2)
            kinds: domain domain domain
            encoding: raw
            space origin: (10,20,30)
            """;

    private static final byte[] VOXELS = {1, 2, 3, 4, 5, 6};

    private static final Grid GRID = new Grid(
            2, 3, 1, new Affine(new Vec3(-0.5, 0, 0), new Vec3(0, 0.5, 0), new Vec3(0, 0, 2), new Vec3(-10, -20, 30)));

    @TempDir
    Path folder;

    private Path file(String header, byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        out.write(data);
        return Files.write(folder.resolve("case.nrrd"), out.toByteArray());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void assertSound(NrrdImage image) {
        assertThat(image.volume().type()).isEqualTo(VoxelType.UINT8);
        assertThat(image.volume().grid()).isEqualTo(GRID);
        assertThat(Grids.values(image.volume())).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(image.warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(VoxelType.class)
    void everyTypeAndGridComesBack(VoxelType type) throws IOException {
        for (Grid grid : Grids.of(type.bytes())) {
            Volume volume = Grids.volume(grid, type, 7);
            for (String name : new String[] {"v.nrrd", "v.nhdr"}) {
                Path file = folder.resolve(name);
                NrrdFile.write(file, volume);
                NrrdImage back = NrrdFile.read(file);
                assertThat(back.volume().type()).isEqualTo(type);
                assertThat(Grids.values(back.volume())).containsExactly(Grids.values(volume));
                assertThat(back.volume().grid()).isEqualTo(grid);
                assertThat(back.warnings()).isEmpty();
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("v.nrrd", "v.nhdr", "v.raw.gz");
        }
    }

    @Test
    void rawGzipAndText() throws IOException {
        assertSound(NrrdFile.read(file(HEADER, VOXELS)));
        assertSound(NrrdFile.read(file(HEADER.replace("raw", "gzip"), gzip(VOXELS))));
        assertSound(NrrdFile.read(file(HEADER.replace("raw", "gz"), gzip(VOXELS))));
        byte[] text = "1 2\n3,4\t5\n6\n".getBytes(StandardCharsets.US_ASCII);
        assertSound(NrrdFile.read(file(HEADER.replace("raw", "ascii"), text)));
        assertSound(NrrdFile.read(file(HEADER.replace("\n", "\r\n"), VOXELS)));
    }

    @Test
    void gzipOfSeveralMembers() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(new byte[] {1, 2}));
        members.write(gzip(new byte[] {3, 4, 5, 6}));
        assertSound(NrrdFile.read(file(HEADER.replace("raw", "gzip"), members.toByteArray())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"little", "big"})
    void bothByteOrders(String endian) throws IOException {
        ByteBuffer data =
                ByteBuffer.allocate(12).order(endian.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (short v : new short[] {1, -2, 300, -400, 5, 6}) {
            data.putShort(v);
        }
        NrrdImage image =
                NrrdFile.read(file(HEADER.replace("uchar", "int16") + "endian: " + endian + "\n", data.array()));
        assertThat(Grids.values(image.volume())).containsExactly(1, -2, 300, -400, 5, 6);
    }

    @Test
    void detachedWithLinesAndBytesToSkip() throws IOException {
        Path header = folder.resolve("case.nhdr");
        Path data = folder.resolve("case.raw");
        Files.write(data, bytes("line one\nline two\n??", VOXELS));
        Files.writeString(header, HEADER + "data file: ./case.raw\nline skip: 2\nbyte skip: 2\n");
        assertSound(NrrdFile.read(header));
        Files.writeString(header, HEADER + "datafile: case.raw\nbyteskip: -1\n");
        assertSound(NrrdFile.read(header));
        // With gzip, lines are skipped before and bytes after inflating.
        Files.write(data, bytes("line one\n", gzip(bytes("??", VOXELS))));
        Files.writeString(header, HEADER.replace("raw", "gzip") + "data file: case.raw\nline skip: 1\nbyte skip: 2\n");
        assertSound(NrrdFile.read(header));
    }

    private static byte[] bytes(String text, byte[] rest) {
        byte[] start = text.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "left-posterior-superior,-1,-1,1", "LPS,-1,-1,1",
        "right-anterior-superior,1,1,1", "RAS,1,1,1",
        "left-anterior-superior,-1,1,1", "LAS,-1,1,1"
    })
    void everySpaceBecomesRas(String space, double x, double y, double z) throws IOException {
        NrrdImage image = NrrdFile.read(file(HEADER.replace("left-posterior-superior", space), VOXELS));
        Affine a = image.volume().grid().indexToRas();
        assertThat(a.translation()).isEqualTo(new Vec3(10 * x, 20 * y, 30 * z));
        assertThat(a.j().y()).isEqualTo(-0.5 * y);
        assertThat(image.warnings()).isEmpty();
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                Arguments.of(
                        HEADER.replace("left-posterior-superior", "scanner-xyz"),
                        List.of("space = scanner-xyz names no axes of the patient: LPS was taken")),
                Arguments.of(
                        HEADER.replace("space: left-posterior-superior", "space dimension: 3"),
                        List.of("no space is named: LPS was taken")),
                Arguments.of(
                        HEADER.replace("space directions: (0.5,0,0) (0,-0.5,0) (0,0,2)", "spacings: 0.5 -0.5 2"),
                        List.of("no space directions are given: the axes were taken along L, P and S")),
                Arguments.of(
                        HEADER.replace("space directions: (0.5,0,0) (0,-0.5,0) (0,0,2)\n", ""),
                        List.of("neither space directions nor spacings are given: 1 mm along L, P and S was taken")),
                Arguments.of(
                        HEADER.replace("space origin: (10,20,30)\n", ""),
                        List.of("no space origin is given: the first voxel was put at 0")),
                Arguments.of(
                        HEADER + "space units: \"um\" \"um\" \"mm\"\n",
                        List.of(
                                "space units[0] is um: lengths were turned into mm",
                                "space units[1] is um: lengths were turned into mm")),
                Arguments.of(
                        HEADER.replace("sizes: 2 3 1", "sizes: 1 3 1"),
                        List.of("the file goes on after its voxels: the rest was not read")));
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void whatIsDoubtfulIsWorthAWarning(String header, List<String> warnings) throws IOException {
        assertThat(NrrdFile.read(file(header, VOXELS)).warnings()).isEqualTo(warnings);
    }

    @Test
    void spacingsAloneLieAlongLps() throws IOException {
        String header = HEADER.replace("space: left-posterior-superior\n", "")
                .replace("space directions: (0.5,0,0) (0,-0.5,0) (0,0,2)", "spacings: 0.5 0.7 nan")
                .replace("space origin: (10,20,30)\n", "");
        NrrdImage image = NrrdFile.read(file(header, VOXELS));
        assertThat(image.volume().grid().indexToRas())
                .isEqualTo(
                        new Affine(new Vec3(-0.5, 0, 0), new Vec3(0, -0.7, 0), new Vec3(0, 0, 1), new Vec3(0, 0, 0)));
        assertThat(image.warnings()).hasSize(3);
    }

    @Test
    void anAxisWithoutDirectionMayHaveOneSample() throws IOException {
        String header = HEADER.replace("dimension: 3", "dimension: 4")
                .replace("sizes: 2 3 1", "sizes: 1 2 3 1")
                .replace("space directions: ", "space directions: none ")
                .replace("kinds: domain", "kinds: list domain");
        assertSound(NrrdFile.read(file(header, VOXELS)));
    }

    @Test
    void twoAxesOfSpaceAreOneSlice() throws IOException {
        String header = HEADER.replace("dimension: 3", "dimension: 2")
                .replace("sizes: 2 3 1", "sizes: 2 3")
                .replace(" (0,0,2)", "")
                .replace("kinds: domain domain domain", "kinds: domain domain");
        NrrdImage image = NrrdFile.read(file(header, VOXELS));
        assertThat(image.volume().grid().sizeK()).isEqualTo(1);
        assertThat(image.volume().grid().spacing().z()).isEqualTo(1);
        assertThat(image.warnings())
                .containsExactly("the image has two axes of space: it was taken as one slice of 1 mm");
    }

    @Test
    void keyValuesAreUnescaped() throws IOException {
        NrrdImage image = NrrdFile.read(file(HEADER + "a key:=two\\nlines: yes\n", VOXELS));
        assertThat(image.keyValues()).containsExactly(java.util.Map.entry("a key", "two\nlines: yes"));
    }

    @Test
    void int64LabelsBecomeInt32() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (long v : new long[] {1, -2, 3, 4, 5, Integer.MIN_VALUE}) {
            data.putLong(v);
        }
        NrrdImage image = NrrdFile.read(file(HEADER.replace("uchar", "long long") + "endian: little\n", data.array()));
        assertThat(image.volume().type()).isEqualTo(VoxelType.INT32);
        assertThat(Grids.values(image.volume())).containsExactly(1, -2, 3, 4, 5, Integer.MIN_VALUE);
    }

    private static Arguments bad(String from, String to, String message) {
        return Arguments.of(from, to, message);
    }

    static Stream<Arguments> badHeaders() {
        return Stream.of(
                bad(
                        "NRRD0004",
                        "NRRD0009",
                        "first line = \"NRRD0009\" (expected NRRD0001 to NRRD0005): this is not an NRRD file"),
                bad("type: uchar\n", "", "field \"type\" is missing from the header"),
                bad(
                        "uchar",
                        "block",
                        "type = block (expected one number a voxel: 8 to 64 bit integers, float or double)"),
                bad("type: uchar", "type: int16", "field \"endian\" is missing from the header"),
                bad("type: uchar", "endian: middle\ntype: int16", "endian = middle (expected little or big)"),
                bad("dimension: 3", "dimension: three", "dimension = three (expected a whole number)"),
                bad("dimension: 3", "dimension: 1", "dimension = 1 (expected 2..16)"),
                bad("sizes: 2 3 1", "sizes: 2 3", "sizes has 2 entries (expected 3, one for each axis)"),
                bad("sizes: 2 3 1", "sizes: 2 0 1", "sizes[1] = 0 (expected 1 or more)"),
                bad(
                        "sizes: 2 3 1",
                        "sizes: 2000000 2000000 1000000",
                        "sizes = 2000000 x 2000000 x 1000000 voxels (expected at most 2^40)"),
                bad(
                        "sizes: 2 3 1",
                        "sizes: 10000 10000 10000",
                        "voxel data ends after 6 bytes (expected 1000000000000: 1000000000000 voxels of UINT8): the file is truncated,"
                                + " copy it again"),
                bad(
                        "sizes: 2 3 1",
                        "sizes: 2 3 2",
                        "voxel data ends after 6 bytes (expected 12: 12 voxels of UINT8): the file is truncated, copy it again"),
                bad(
                        "left-posterior-superior",
                        "right-up",
                        "space = right-up (expected right-anterior-superior, left-anterior-superior or left-posterior-superior)"),
                bad(
                        "(0.5,0,0)",
                        "none",
                        "sizes[0] = 2 along an axis that is no axis of space, kind domain (expected 1: one volume of one number a"
                                + " voxel)"),
                bad(
                        "(0.5,0,0)",
                        "(0.5,0)",
                        "space directions = (0.5,0) (expected a vector of three numbers such as (1,0,0))"),
                bad(
                        "(0.5,0,0)",
                        "(1e-9,0,0)",
                        "space directions gives a spacing of 1.0E-9 mm along i (expected 1e-6 to 1e6 mm)"),
                bad("(0.5,0,0)", "(0.5,x,0)", "space directions = x (expected a number)"),
                bad("(0.5,0,0)", "(0.5,nan,0)", "space directions = (0.5,nan,0) (expected finite numbers)"),
                bad(
                        "(0,-0.5,0)",
                        "(0.5,0,0)",
                        "space directions is a singular matrix (expected three independent directions)"),
                bad(
                        "(0,-0.5,0)",
                        "(0.1,-0.5,0)",
                        "space directions is sheared: two axes meet with a cosine of 0.1961 (expected orthogonal axes, 0.001 or less):"
                                + " resample it to an orthogonal grid"),
                bad(
                        "(10,20,30)",
                        "10 20 30",
                        "space origin = 10 20 30 (expected a vector of three numbers such as (1,0,0))"),
                bad(
                        "kinds:",
                        "space units: \"mm\" \"mile\" \"mm\"\nkinds:",
                        "space units[1] = \"mile\" (expected mm, m, cm or um)"),
                bad("encoding: raw", "encoding: bzip2", "encoding = bzip2 (expected raw, gzip or text)"),
                bad("encoding: raw", "encoding: hex", "encoding = hex (expected raw, gzip or text)"),
                bad(
                        "encoding: raw",
                        "encoding: gzip",
                        "gzip header is not gzip with deflate (expected bytes 1f 8b 08)"),
                bad(
                        "encoding: raw",
                        "encoding: raw\nbyte skip: -2",
                        "byte skip = -2 (expected 0 or more, or -1 with encoding raw)"),
                bad(
                        "encoding: raw",
                        "encoding: raw\nbyte skip: 9",
                        "byte skip = 9 lies beyond the end of the file at 6"),
                bad("encoding: raw", "encoding: raw\nline skip: -1", "line skip = -1 (expected 0 or more)"),
                bad(
                        "encoding: raw",
                        "encoding: raw\nline skip: 3",
                        "line skip = 3 lies beyond the end of the data file after 0 lines"),
                bad(
                        "encoding: raw",
                        "encoding: raw\ndata file: slice%03d.raw 1 3 1",
                        "data file = slice%03d.raw 1 3 1 (expected one file): voxels spread over several files are not read"),
                bad(
                        "encoding: raw",
                        "encoding: raw\ndata file: gone.raw",
                        "data file = gone.raw is not there (expected beside the header)"),
                bad(
                        "# a comment",
                        "no colon here",
                        "header line \"no colon here\" (expected \"field: value\", \"key:=value\" or a # comment)"));
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void saysWhichFieldIsWrong(String from, String to, String message) throws IOException {
        assertThat(HEADER).contains(from);
        Path file = file(HEADER.replace(from, to), VOXELS);
        assertThatThrownBy(() -> NrrdFile.read(file))
                .isInstanceOf(VolumeFormatException.class)
                .hasMessage("case.nrrd: " + message);
    }

    @Test
    void aVectorVolumeNamesItsKind() throws IOException {
        String header = HEADER.replace("dimension: 3", "dimension: 4")
                .replace("sizes: 2 3 1", "sizes: 3 2 1 1")
                .replace("space directions: ", "space directions: none ")
                .replace("kinds: domain", "kinds: RGB-color domain");
        Path file = file(header, VOXELS);
        assertThatThrownBy(() -> NrrdFile.read(file))
                .hasMessage(
                        "case.nrrd: sizes[0] = 3 along an axis that is no axis of space, kind RGB-color (expected 1: one volume of"
                                + " one number a voxel)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 3 4 5|voxel text ends after 5 numbers (expected 6): the file is truncated, copy it again",
                "1 2|voxel text of 3 bytes is too short for 6 numbers: the file is truncated, copy it again",
                "1 2 x 4 5 6|voxel 2 = x (expected a number)",
                "1 2 300 4 5 6|voxel 2 = 300 (expected a whole number from 0 to 255 for UINT8)",
                "1 2 0.5 4 5 6|voxel 2 = 0.5 (expected a whole number from 0 to 255 for UINT8)"
            })
    void badText(String text, String message) throws IOException {
        // The first needs padding to pass the length check.
        byte[] data = (text.endsWith("5") ? text + "    " : text).getBytes(StandardCharsets.US_ASCII);
        Path file = file(HEADER.replace("raw", "text"), data);
        assertThatThrownBy(() -> NrrdFile.read(file)).hasMessage("case.nrrd: " + message);
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] sound = Files.readAllBytes(file(HEADER.replace("raw", "gzip"), gzip(VOXELS)));
        Path file = folder.resolve("case.nrrd");
        for (int length = 0; length < sound.length; length++) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> NrrdFile.read(file)).isInstanceOf(VolumeFormatException.class);
        }
    }

    @Test
    void aSeededCorruptionIsAVolumeOrATypedError() throws IOException {
        byte[] sound = Files.readAllBytes(file(HEADER.replace("raw", "gzip"), gzip(VOXELS)));
        Path file = folder.resolve("case.nrrd");
        Random random = new Random(23);
        int refused = 0;
        for (int n = 0; n < 2000; n++) {
            byte[] damaged = sound.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(96));
            }
            Files.write(file, damaged);
            try {
                NrrdFile.read(file);
            } catch (VolumeFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(200, 1990);
    }

    @Test
    void aSegmentationHasNamesColoursAndExtents() throws IOException {
        Volume labels = Volume.allocate(new Grid(5, 4, 3, Affine.IDENTITY), VoxelType.UINT8);
        labels.voxels().set(labels.grid().index(1, 2, 0), 1);
        labels.voxels().set(labels.grid().index(3, 1, 2), 1);
        labels.voxels().set(labels.grid().index(4, 3, 1), 7);
        Path file = folder.resolve("result.seg.nrrd");
        SegNrrd.write(
                file,
                labels,
                List.of(
                        new Segment(1, "liver", 221, 130, 101),
                        new Segment(7, "kidney", 0, 255, 51),
                        new Segment(9, "liver", 1, 2, 3)));
        NrrdImage back = NrrdFile.read(file);
        assertThat(Grids.values(back.volume())).containsExactly(Grids.values(labels));
        assertThat(back.keyValues())
                .containsEntry("Segment0_Name", "liver")
                .containsEntry("Segment0_ID", "liver")
                .containsEntry("Segment0_Color", "0.866667 0.509804 0.396078")
                .containsEntry("Segment0_Extent", "1 3 1 2 0 2")
                .containsEntry("Segment0_LabelValue", "1")
                .containsEntry("Segment0_Layer", "0")
                .containsEntry("Segment1_Extent", "4 4 3 3 1 1")
                .containsEntry("Segment1_LabelValue", "7")
                .containsEntry("Segment1_Color", "0.000000 1.000000 0.200000")
                .containsEntry("Segment2_Extent", "0 -1 0 -1 0 -1")
                .containsEntry("Segment2_ID", "liver_9")
                .containsEntry("Segmentation_MasterRepresentation", "Binary labelmap")
                .containsEntry("Segmentation_SourceRepresentation", "Binary labelmap")
                .containsEntry("Segmentation_ContainedRepresentationNames", "Binary labelmap|")
                .containsEntry("Segmentation_ReferenceImageExtentOffset", "0 0 0");
        assertThat(back.keyValues().get("Segment0_Tags")).startsWith("TerminologyEntry:");
    }

    @Test
    void badSegmentations() {
        Volume labels = Volume.allocate(GRID, VoxelType.UINT8);
        Segment liver = new Segment(1, "liver", 1, 2, 3);
        Path file = folder.resolve("s.seg.nrrd");
        assertThatThrownBy(() -> SegNrrd.write(folder.resolve("s.nrrd"), labels, List.of(liver)))
                .hasMessage("cannot write " + folder.resolve("s.nrrd")
                        + ": its name says no segmentation (expected .seg.nrrd)");
        assertThatThrownBy(() -> SegNrrd.write(file, labels, List.of(liver, liver)))
                .hasMessage("segment value = 1 occurs twice (expected each value once)");
        assertThatThrownBy(() -> SegNrrd.write(file, Volume.allocate(GRID, VoxelType.FLOAT32), List.of(liver)))
                .hasMessage("labelmap type = FLOAT32 (expected an integer type such as UINT8 or UINT16)");
        assertThatThrownBy(() -> new Segment(0, "background", 0, 0, 0))
                .hasMessage("segment value = 0 (expected 1 or more)");
        assertThatThrownBy(() -> new Segment(1, "x", 0, 256, 0)).hasMessage("segment green = 256 (expected 0..255)");
        assertThat(file).doesNotExist();
    }
}
