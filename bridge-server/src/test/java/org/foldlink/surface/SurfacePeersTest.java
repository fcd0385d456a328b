package org.foldlink.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.foldlink.surface.Meshes.counts;
import static org.foldlink.surface.Meshes.labelmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.foldlink.files.PythonPeer;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Grids;
import org.foldlink.volume.Volume;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * VTK's vtkSurfaceNets3D without smoothing makes the same surfaces, of the real abdominal CT's structures where this machine has them, of phantoms and of
 * labels on oblique, flipped, permuted and single-slice grids; and its readers find the same in all formats.
 */
@Tag("peers")
class SurfacePeersTest {

    private static final double SHARE = 0.01;

    @Test
    void agreesWithVtkWhichReadsTheFiles(@TempDir Path folder) throws IOException, InterruptedException {
        Map<String, Volume> labelmaps = labelmaps();
        for (Map.Entry<String, Volume> e : labelmaps.entrySet()) {
            NiftiFile.write(folder.resolve(e.getKey() + ".nii.gz"), e.getValue());
            // The header's 32-bit numbers are the grid that VTK sees.
            Volume labels =
                    NiftiFile.read(folder.resolve(e.getKey() + ".nii.gz")).volume();
            List<Surface> surfaces = new ArrayList<>();
            Surfaces.of(labels, SurfaceOptions.DEFAULT.withSmooth(false))
                    .forEach(
                            (value, mesh) -> surfaces.add(new Surface(value, "label " + value, 200, 100, 50, 1, mesh)));
            for (SurfaceFormat format : SurfaceFormat.values()) {
                SurfaceFiles.write(folder, e.getKey(), format, surfaces);
            }
        }
        List<String> lines =
                PythonPeer.start().run("surfaces.py", folder.toString()).lines().toList();
        assertThat(lines)
                .hasSize(labelmaps.values().stream()
                        .mapToInt(l -> counts(l).size())
                        .sum());
        for (String line : lines) {
            String[] f = line.split(" ");
            Volume labels = Objects.requireNonNull(labelmaps.get(f[0]), line);
            assertAgrees(labels.grid(), f, line);
        }
    }

    private static void assertAgrees(Grid grid, String[] f, String line) {
        double area = Double.parseDouble(f[2]);
        double volume = Double.parseDouble(f[3]);
        assertThat(Double.parseDouble(f[4])).as("area of %s", line).isCloseTo(area, within(SHARE * area));
        assertThat(Double.parseDouble(f[5])).as("volume of %s", line).isCloseTo(volume, within(SHARE * volume));
        Vec3 spacing = grid.spacing();
        double half = Math.min(spacing.x(), Math.min(spacing.y(), spacing.z())) / 2;
        assertThat(Double.parseDouble(f[6])).as("Hausdorff of %s", line).isLessThan(half);
        assertThat(f[8]).as("triangles of %s", line).isEqualTo(f[7]);
    }

    private static Map<String, Volume> labelmaps() throws IOException {
        Map<String, Volume> labelmaps = new LinkedHashMap<>();
        Optional<Path> real = abdomen();
        if (real.isPresent()) {
            labelmaps.put("abdomen", NiftiFile.read(real.get()).volume());
        }
        labelmaps.put(
                "phantom",
                AbdomenPhantom.generate(new PhantomSpec(3, 5, 7, 250_000)).labels());
        int n = 0;
        for (long seed = 1; seed <= 4; seed++) {
            for (Grid grid : Grids.of(seed)) {
                Random random = new Random(seed);
                labelmaps.put("grid" + n++, labelmap(grid, (i, j, k) -> random.nextInt(3)));
            }
        }
        return labelmaps;
    }

    private static Optional<Path> abdomen() {
        String shared = System.getenv("FOLDLINK_SHARED_DATA");
        return Optional.ofNullable(shared)
                .map(s -> Path.of(s, "abdomen-ct", "example_seg_fast_force_split.nii.gz"))
                .filter(Files::isRegularFile);
    }
}
