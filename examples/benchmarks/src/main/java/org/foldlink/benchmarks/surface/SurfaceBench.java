package org.foldlink.benchmarks.surface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.surface.SurfaceOptions;
import org.foldlink.surface.Surfaces;
import org.foldlink.volume.Volume;

/**
 * Surfaces of all structures, ours and VTK's in turn: the abdominal CT's labels, and the same finer, about 488 × 505 × 224 voxels; a phantom's where this machine has no
 * scans.
 */
public final class SurfaceBench {

    private static final int ROUNDS = 7;
    private static final int WARM_UP = 3;

    /** Of the finer volume. */
    private static final int FEW = 3;

    private static final int TRIANGLES = 20_000;

    private SurfaceBench() {}

    /** @param args {@code --quick}, {@code --threads N} */
    public static int run(String[] args) throws Exception {
        List<String> options = List.of(args);
        int threads = options.contains("--threads") ? Integer.parseInt(args[options.indexOf("--threads") + 1]) : 2;
        int rounds = options.contains("--quick") ? 2 : ROUNDS;
        Path root = Path.of(System.getProperty("foldlink.home", "."));
        Volume labels = labels(root);
        System.out.println("The best of " + rounds + " rounds in turn (of the finer volume " + FEW
                + ") after a warm-up, " + threads + " threads each. Not for clinical use.");
        volume(root, labels, threads, rounds);
        if (!options.contains("--quick")) {
            volume(root, finer(labels, 4, 5, 2), threads, FEW);
        }
        return 0;
    }

    private static Volume labels(Path root) throws IOException {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path shared = set == null ? root.resolve("../shared/data") : Path.of(set);
        Path real = shared.resolve("abdomen-ct/example_seg_fast_force_split.nii.gz");
        if (Files.isRegularFile(real)) {
            System.out.println("labels of the abdominal CT");
            return NiftiFile.read(real).volume();
        }
        System.out.println("no real labels at " + real + ": a phantom's");
        return AbdomenPhantom.generate(new PhantomSpec(2026, 3, 3.5, 2_000_000)).labels();
    }

    /** Each voxel as so many along each axis. */
    private static Volume finer(Volume labels, int fi, int fj, int fk) {
        Grid g = labels.grid();
        Affine m = g.indexToRas();
        Affine steps = new Affine(m.i().times(1.0 / fi), m.j().times(1.0 / fj), m.k().times(1.0 / fk), m.translation());
        Grid fine = new Grid(g.sizeI() * fi, g.sizeJ() * fj, g.sizeK() * fk, steps);
        Volume to = Volume.allocate(fine, labels.type());
        for (int k = 0; k < fine.sizeK(); k++) {
            for (int j = 0; j < fine.sizeJ(); j++) {
                for (int i = 0; i < fine.sizeI(); i++) {
                    to.voxels().set(fine.index(i, j, k), labels.at(i / fi, j / fj, k / fk));
                }
            }
        }
        return to;
    }

    private static void volume(Path root, Volume labels, int threads, int rounds) throws Exception {
        Path folder = Files.createTempDirectory("foldlink-bench");
        Path file = folder.resolve("labels.nii");
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            NiftiFile.write(file, labels);
            Optional<Vtk> vtk = Vtk.start(root, file, threads);
            Grid g = labels.grid();
            System.out.printf("%n%d x %d x %d voxels%n", g.sizeI(), g.sizeJ(), g.sizeK());
            System.out.printf(
                    "%-44s %10s %12s %8s%n",
                    "", "FoldLink s", vtk.map(Vtk::title).orElse("VTK") + " s", "ratio");
            SurfaceOptions smooth = SurfaceOptions.DEFAULT;
            SurfaceOptions raw = smooth.withSmooth(false);
            race(pool, vtk, rounds, "a mesh a structure, raw", labels, raw, "structures raw");
            race(pool, vtk, rounds, "a mesh a structure, smooth", labels, smooth, "structures smooth");
            race(pool, vtk, rounds, "the same, beside VTK's one shared mesh, raw", labels, raw, "shared raw");
            race(pool, vtk, rounds, "the same, smooth", labels, smooth, "shared smooth");
            race(
                    pool,
                    Optional.empty(),
                    rounds,
                    "smooth, " + TRIANGLES + " triangles a structure",
                    labels,
                    smooth.withMaxTriangles(TRIANGLES),
                    "");
            if (vtk.isPresent()) {
                vtk.get().close();
            }
        } finally {
            pool.shutdown();
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static void race(
            ForkJoinPool pool,
            Optional<Vtk> vtk,
            int rounds,
            String title,
            Volume labels,
            SurfaceOptions options,
            String question)
            throws Exception {
        double ours = Double.POSITIVE_INFINITY;
        double theirs = Double.POSITIVE_INFINITY;
        for (int round = -WARM_UP; round < rounds; round++) {
            double own = seconds(pool, () -> Surfaces.of(labels, options));
            // Compiled code needs no more than one.
            double other =
                    round < -1 ? Double.NaN : vtk.map(v -> v.run(question)).orElse(Double.NaN);
            if (round >= 0) {
                ours = Math.min(ours, own);
                theirs = Math.min(theirs, other);
            }
        }
        if (vtk.isPresent()) {
            System.out.printf("%-44s %10.3f %12.3f %8.2f%n", title, ours, theirs, ours / theirs);
        } else {
            System.out.printf("%-44s %10.3f %12s%n", title, ours, "-");
        }
    }

    private static double seconds(ForkJoinPool pool, Callable<?> work) throws Exception {
        long start = System.nanoTime();
        Object made = pool.submit(work).get();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (made == null) {
            throw new IllegalStateException("nothing was made");
        }
        return seconds;
    }
}
