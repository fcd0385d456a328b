package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAccumulator;
import org.foldlink.files.PythonPeer;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Vec3;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomCase;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SimpleITK, SciPy and numpy measure the same files: phantoms on every kind of grid, and real scans where they are. */
@Tag("peers")
class ShapePeersTest {

    /** A header's 32-bit floats turn a grid by less; over a body that is so many mm. */
    private static final double MM = 1e-3;

    /** Of areas and intensities. */
    private static final double RELATIVE = 1e-6;

    /** Moments nearer to each other than this share leave the axes open. */
    private static final double DISTINCT = 0.02;

    private static final int LESION = 7;

    @TempDir
    Path folder;

    private final Map<String, Volume> labelmaps = new HashMap<>();
    private final Map<String, Volume> images = new HashMap<>();

    @Test
    void phantomsWithLesionsOnStraightObliqueFlippedAndPermutedGrids() throws Exception {
        for (long seed = 1; seed <= 8; seed++) {
            PhantomCase made = AbdomenPhantom.generate(new PhantomSpec(seed, 5, 8, 250_000));
            add("phantom" + seed, made.labels(), made.image());
        }
        assertThat(compare("--lesions", String.valueOf(LESION))).isGreaterThan(60);
    }

    @Test
    void realScansWhereTheyAreElseOnlyThatTheComparisonFindsNothing() throws Exception {
        Path shared = Path.of(Objects.requireNonNullElse(
                System.getenv("FOLDLINK_SHARED_DATA"), System.getProperty("foldlink.root") + "/../shared/data"));
        if (!Files.isDirectory(shared)) {
            assertThat(compare()).isZero();
            return;
        }
        Path ct = shared.resolve("abdomen-ct");
        add("ct", read(ct.resolve("example_seg_fast_force_split.nii.gz")), read(ct.resolve("example_ct.nii.gz")));
        for (String name : List.of("hippocampus_001", "hippocampus_003")) {
            Path mr = shared.resolve("msd-hippocampus");
            add(
                    name,
                    read(mr.resolve("labels").resolve(name + ".nii.gz")),
                    read(mr.resolve("images").resolve(name + ".nii.gz")));
        }
        Path tumour = shared.resolve("tumour-mr-nrrd");
        add("tumour", read(tumour.resolve("brain1_label.nrrd")), read(tumour.resolve("brain1_image.nrrd")));
        // SimpleITK's Feret diameter looks at every pair of voxels of the surface: only of the smaller structures.
        assertThat(compare("--lesions", "1", "--feret", "8000")).isGreaterThan(60);
    }

    private static Volume read(Path file) throws IOException {
        return VolumeFiles.read(file).volume();
    }

    /** Through files, so that both sides have the very same grid. */
    private void add(String name, Volume labels, Volume image) throws IOException {
        Path labelFile = folder.resolve(name + ".labels.nii.gz");
        Path imageFile = folder.resolve(name + ".image.nii.gz");
        VolumeFiles.write(labelFile, whole(labels));
        VolumeFiles.write(imageFile, image);
        labelmaps.put(name, read(labelFile));
        images.put(name, read(imageFile));
    }

    /** Some labelmaps of the hippocampus are files of floating numbers. */
    private static Volume whole(Volume labels) {
        if (!labels.type().isFloating()) {
            return labels;
        }
        Volume whole = Volume.allocate(labels.grid(), VoxelType.UINT8);
        for (long v = 0; v < labels.grid().count(); v++) {
            whole.voxels().set(v, labels.voxels().get(v));
        }
        return whole;
    }

    /** @return rows compared */
    private int compare(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        arguments.addAll(List.of(options));
        List<JsonNode> rows = new ArrayList<>();
        for (String line : PythonPeer.start()
                .run("shapes.py", arguments.toArray(String[]::new))
                .lines()
                .toList()) {
            rows.add(new ObjectMapper().readTree(line));
        }
        for (Map.Entry<String, Volume> e : labelmaps.entrySet()) {
            Volume labels = e.getValue();
            Volume image = Objects.requireNonNull(images.get(e.getKey()));
            SortedMap<Integer, StructureMeasure> ours = LabelMeasures.measure(labels, List.of(image));
            List<JsonNode> theirs = rows.stream()
                    .filter(r -> r.path("file").asText().equals(e.getKey()) && r.has("label"))
                    .toList();
            assertThat(ours).hasSameSizeAs(theirs);
            for (JsonNode row : theirs) {
                String what = e.getKey() + " label " + row.path("label").asInt();
                StructureMeasure own =
                        Objects.requireNonNull(ours.get(row.path("label").asInt()), what);
                assertShape(what, own.shape(), row, labels.grid().spacing());
                assertItksSurface(what, labels, own, row);
                assertIntensity(what, own.intensities().get(0), row);
            }
            List<JsonNode> components = rows.stream()
                    .filter(r -> r.path("file").asText().equals(e.getKey()) && r.has("component"))
                    .toList();
            if (!components.isEmpty()) {
                assertLesions(e.getKey(), labels, ours.keySet(), components);
            }
        }
        return rows.size();
    }

    private static void assertShape(String what, Shape own, JsonNode row, Vec3 spacing) {
        assertThat(own.feretMm()).as(what).isCloseTo(row.path("corner_feret").asDouble(), within(MM));
        if (row.path("feret").isNumber()) {
            // Theirs runs between voxel centres, ours between the corners of the cells.
            double centres = row.path("feret").asDouble();
            assertThat(own.feretMm()).as(what).isBetween(centres, centres + spacing.norm() + MM);
        }
        double[] moments = numbers(row.path("moments"));
        if (moments[1] >= (1 - DISTINCT) * moments[0] || moments[2] >= (1 - DISTINCT) * moments[1]) {
            return;
        }
        double[] size = numbers(row.path("obb_size"));
        double[] sizes = {
            own.principal().size().x(),
            own.principal().size().y(),
            own.principal().size().z()
        };
        for (int a = 0; a < 3; a++) {
            double along =
                    own.principal().axes().get(a).dot(vector(row.path("axes").path(a)));
            assertThat(Math.abs(along)).as(what).isCloseTo(1, within(1e-6));
            assertThat(sizes[a]).as(what).isCloseTo(size[a], within(MM));
            double reach = row.path("corner_high").path(a).asDouble()
                    - row.path("corner_low").path(a).asDouble();
            assertThat(sizes[a]).as(what).isCloseTo(reach, within(MM));
        }
        assertThat(own.principal()
                        .centre()
                        .minus(vector(row.path("obb_centre")))
                        .norm())
                .as(what)
                .isLessThan(MM);
    }

    /** Theirs takes the directions' shares of cubes on every grid; with those, ours has the same area. */
    private static void assertItksSurface(String what, Volume labels, StructureMeasure own, JsonNode row) {
        Planes planes = Planes.of(labels.grid());
        Tally tally = Objects.requireNonNull(
                Slab.read(labels, List.of(), planes, 0, planes.count(), new LongAccumulator(Math::min, 0))[
                        own.label()]);
        Vec3 spacing = new Vec3(
                planes.spacing(planes.rowAxis()), planes.spacing(planes.columnAxis()), planes.spacing(planes.across()));
        double theirs = row.path("perimeter").asDouble();
        assertThat(Crofton.of(spacing, CroftonTest.CUBES).area(tally.voxels(), tally.joined()))
                .as(what)
                .isCloseTo(theirs, within(RELATIVE * theirs));
        if (Math.abs(spacing.x() / spacing.y() - 1) < 1e-6 && Math.abs(spacing.x() / spacing.z() - 1) < 1e-6) {
            assertThat(own.shape().surfaceMm2()).as(what).isCloseTo(theirs, within(10 * RELATIVE * theirs));
        }
    }

    private static void assertIntensity(String what, Intensity own, JsonNode row) {
        double scale = RELATIVE * Math.max(1, Math.max(Math.abs(own.min()), Math.abs(own.max())));
        assertThat(own.mean()).as(what).isCloseTo(row.path("mean").asDouble(), within(scale));
        if (own.voxels() > 1) {
            assertThat(own.sd()).as(what).isCloseTo(row.path("sd").asDouble(), within(scale));
        }
        assertThat(own.min()).as(what).isEqualTo(row.path("min").asDouble());
        assertThat(own.max()).as(what).isEqualTo(row.path("max").asDouble());
        double[] percentiles = numbers(row.path("percentiles"));
        assertThat(new double[] {own.p5(), own.p25(), own.median(), own.p75(), own.p95()})
                .as(what)
                .containsExactly(percentiles, within(scale));
    }

    private static void assertLesions(String what, Volume labels, Set<Integer> present, List<JsonNode> rows) {
        int label = rows.get(0).path("component").asInt();
        Set<Integer> organs = new TreeSet<>(present);
        organs.remove(label);
        List<Lesion> ours = Lesions.find(labels, List.of(), new LesionRule(Set.of(label), 0), organs)
                .list();
        assertThat(ours).as(what).hasSameSizeAs(rows);
        List<JsonNode> left = new ArrayList<>(rows);
        for (Lesion own : ours) {
            JsonNode row = left.stream()
                    .filter(r -> r.path("voxels").asLong() == own.measure().voxels()
                            && vector(r.path("centroid"))
                                            .minus(own.measure().centroid())
                                            .norm()
                                    < MM)
                    .findFirst()
                    .orElseThrow();
            left.remove(row);
            assertThat(own.distances()).hasSize(row.path("distances").size());
            own.distances()
                    .forEach((organ, mm) -> assertThat(mm)
                            .as("%s to %d", what, organ)
                            .isCloseTo(
                                    row.path("distances").path(organ.toString()).asDouble(), within(MM)));
        }
        assertThat(left).isEmpty();
    }

    private static double[] numbers(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).asDouble();
        }
        return values;
    }

    private static Vec3 vector(JsonNode array) {
        double[] v = numbers(array);
        return new Vec3(v[0], v[1], v[2]);
    }
}
