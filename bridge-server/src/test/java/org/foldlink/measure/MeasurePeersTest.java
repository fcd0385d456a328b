package org.foldlink.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.foldlink.files.PythonPeer;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SimpleITK measures the same labelmaps: phantoms on straight, oblique, flipped and permuted grids. */
@Tag("peers")
class MeasurePeersTest {

    /** The grid passes through a NIfTI header's 32-bit floats. */
    private static final double MM = 1e-3;

    @Test
    void agreesWithSimpleItk(@TempDir Path folder) throws IOException, InterruptedException {
        Map<String, Volume> labelmaps = new HashMap<>();
        for (long seed = 1; seed <= 8; seed++) {
            Volume labels = AbdomenPhantom.generate(new PhantomSpec(seed, 7, 10, 120_000))
                    .labels();
            String name = seed + ".nii.gz";
            NiftiFile.write(folder.resolve(name), labels);
            labelmaps.put(name, labels);
        }
        List<String> lines =
                PythonPeer.start().run("measures.py", folder.toString()).lines().toList();
        Map<String, List<String[]>> byFile =
                lines.stream().map(l -> l.split(" ")).collect(Collectors.groupingBy(f -> f[0]));
        assertThat(byFile.keySet()).isEqualTo(labelmaps.keySet());
        byFile.forEach((file, labels) -> {
            Volume labelmap = Objects.requireNonNull(labelmaps.get(file));
            SortedMap<Integer, StructureMeasure> ours = LabelMeasures.measure(labelmap);
            assertThat(ours).hasSameSizeAs(labels);
            for (String[] theirs : labels) {
                StructureMeasure own = Objects.requireNonNull(ours.get(Integer.valueOf(theirs[1])), file + theirs[1]);
                assertAgrees(own, theirs, labelmap.grid().spacing());
            }
        });
    }

    private static void assertAgrees(StructureMeasure own, String[] fields, Vec3 spacing) {
        assertThat(own.voxels()).isEqualTo(Long.parseLong(fields[2]));
        double[] v = Arrays.stream(fields, 3, fields.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(own.ml()).isCloseTo(v[0], within(1e-5 * v[0]));
        assertNear(own.centroid(), v, 1);
        assertNear(own.oriented().centre(), v, 4);
        assertNear(own.oriented().size(), v, 7);
        assertNear(own.box().min(), v, 10);
        assertNear(own.box().max(), v, 13);
        // Theirs runs between voxel centres, ours between the corners of the cells: more, by no more than a cell's
        // diagonal.
        assertThat(own.axialDiameter()).isBetween(v[16] + 1, v[16] + spacing.norm());
    }

    private static void assertNear(Vec3 own, double[] values, int at) {
        Vec3 theirs = new Vec3(values[at], values[at + 1], values[at + 2]);
        assertThat(own.minus(theirs).norm()).as("%s and %s", own, theirs).isLessThan(MM);
    }
}
