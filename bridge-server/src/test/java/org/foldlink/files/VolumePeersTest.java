package org.foldlink.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.nrrd.Segment;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** nibabel, SimpleITK, pynrrd and slicerio read what we write, and we read what they write: voxel for voxel, the affine to 1e-5. */
@Tag("peers")
class VolumePeersTest {

    private static final double TOLERANCE = 1e-5;

    private static PythonPeer peer;

    @TempDir
    Path folder;

    @BeforeAll
    static void startPeer() throws IOException, InterruptedException {
        peer = PythonPeer.start();
    }

    @Test
    void weReadWhatTheyWrite() throws IOException, InterruptedException {
        peer.volumes("write", folder.toString());
        List<Path> files = described(folder);
        assertThat(files).hasSizeGreaterThan(150);
        for (Path file : files) {
            assertAgrees(file, folder);
        }
    }

    @Test
    void weReadRealScansAsTheirLibrariesDoOrGeneratedOnesWhereNoneAreShared() throws IOException, InterruptedException {
        Path shared = Path.of(Objects.requireNonNullElse(System.getenv("FOLDLINK_SHARED_DATA"), "../shared/data"));
        List<Path> scans = new ArrayList<>();
        if (Files.isDirectory(shared)) {
            scans.addAll(some(shared.resolve("tumour-mr-nrrd"), ".nrrd", 10));
            scans.addAll(some(shared.resolve("msd-hippocampus/images"), ".nii.gz", 8));
            scans.addAll(some(shared.resolve("msd-hippocampus/labels"), ".nii.gz", 8));
            scans.addAll(some(shared.resolve("abdomen-ct"), ".nii.gz", 10));
            scans.addAll(some(shared.resolve("glioma-mr/TCGA-DU-7294"), ".nii.gz", 1));
            scans.addAll(some(shared.resolve("atlas/talairach"), ".nii.gz", 2));
        } else {
            peer.volumes("write", folder.toString());
            scans.addAll(some(folder, ".nii.gz", 10));
        }
        assertThat(scans).hasSizeGreaterThanOrEqualTo(10);
        Path said = Files.createDirectory(folder.resolve("said"));
        for (Path scan : scans) {
            peer.volumes("describe", said.toString(), scan.toString());
            assertAgrees(scan, said);
            Files.delete(said.resolve(scan.getFileName() + ".f64"));
        }
    }

    private static List<Path> some(Path folder, String extension, int most) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(extension))
                    .sorted()
                    .limit(most)
                    .toList();
        }
    }

    private static List<Path> described(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(f -> f.endsWith(".says"))
                    .map(f -> Path.of(f.substring(0, f.length() - ".says".length())))
                    .sorted()
                    .toList();
        }
    }

    private static void assertAgrees(Path file, Path said) throws IOException {
        String name = file.getFileName().toString();
        Properties text = new Properties();
        try (var reader = Files.newBufferedReader(said.resolve(name + ".says"))) {
            text.load(reader);
        }
        String as = name + " as " + text.getProperty("source") + " reads it";
        Volume volume = VolumeFiles.read(file).volume();
        Grid grid = volume.grid();
        assertThat(grid.sizeI() + " " + grid.sizeJ() + " " + grid.sizeK())
                .as(as)
                .isEqualTo(text.getProperty("size"));
        assertThat(grid.indexToRas().rows())
                .as(as)
                .containsExactly(numbers(text.getProperty("affine")), within(TOLERANCE));
        ByteBuffer values =
                ByteBuffer.wrap(Files.readAllBytes(said.resolve(name + ".f64"))).order(ByteOrder.LITTLE_ENDIAN);
        boolean rounded = volume.type() == VoxelType.FLOAT32;
        for (long n = 0; n < grid.count(); n++) {
            double expected = values.getDouble();
            double actual = volume.voxels().get(n);
            if (actual != (rounded ? (float) expected : expected)) {
                assertThat(actual).as(as + ", voxel " + n).isEqualTo(expected);
            }
        }
        assertThat(values.hasRemaining()).as(as).isFalse();
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void theyReadWhatWeWrite() throws IOException, InterruptedException {
        for (VoxelType type : VoxelType.values()) {
            List<Grid> grids = Grids.of(40 + type.bytes());
            for (int n = 0; n < grids.size(); n++) {
                Volume volume = Grids.volume(grids.get(n), type, n);
                for (String extension : List.of(".nii", ".nii.gz", ".nrrd", ".nhdr")) {
                    String name = type.name().toLowerCase(Locale.ROOT) + n + extension;
                    VolumeFiles.write(folder.resolve(name), volume);
                    String readers = extension.startsWith(".nii") ? "nibabel SimpleITK" : "pynrrd SimpleITK";
                    say(name, volume, readers, List.of());
                }
            }
        }
        List<Segment> segments =
                List.of(new Segment(1, "liver", 221, 130, 101), new Segment(200, "left_kidney", 0, 51, 255));
        for (VoxelType type : List.of(VoxelType.UINT8, VoxelType.UINT16)) {
            Volume labels = Grids.volume(Grids.of(50).get(3), type, 1);
            String name = type.name().toLowerCase(Locale.ROOT) + ".seg.nrrd";
            VolumeFiles.writeLabels(folder.resolve(name), labels, segments);
            say(name, labels, "slicerio pynrrd SimpleITK", segments);
        }
        String report = peer.volumes("check", folder.toString());
        assertThat(report).matches("\\d{3,} readings, 0 differ\\s*");
    }

    private void say(String name, Volume volume, String readers, List<Segment> segments) throws IOException {
        Grid grid = volume.grid();
        String affine = Arrays.stream(grid.indexToRas().rows())
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" "));
        String kind = volume.type().isFloating() ? "f" : volume.type().min() < 0 ? "i" : "u";
        String text =
                "readers=" + readers + "\nsize=" + grid.sizeI() + " " + grid.sizeJ() + " " + grid.sizeK() + "\naffine="
                        + affine + "\nkind=" + kind + "\nbytes=" + volume.type().bytes() + "\n";
        if (!segments.isEmpty()) {
            text += "segments="
                    + segments.stream()
                            .map(s -> String.format(
                                    Locale.ROOT,
                                    "%d:%s:%.3f,%.3f,%.3f",
                                    s.value(),
                                    s.name(),
                                    s.red() / 255.0,
                                    s.green() / 255.0,
                                    s.blue() / 255.0))
                            .collect(Collectors.joining(" "))
                    + "\n";
        }
        Files.writeString(folder.resolve(name + ".says"), text);
        double[] values = Grids.values(volume);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        Files.write(folder.resolve(name + ".f64"), bytes.array());
    }
}
