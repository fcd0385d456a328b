package org.foldlink.benchmarks.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import org.foldlink.geometry.Grid;
import org.foldlink.measure.metrics.CaseScore;
import org.foldlink.measure.metrics.LesionCriterion;
import org.foldlink.measure.metrics.Scorer;
import org.foldlink.measure.metrics.StructureLabels;
import org.foldlink.measure.metrics.StructureScore;
import org.foldlink.measure.metrics.Tolerances;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;
import org.foldlink.phantom.PhantomSpec;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** {@code bench evaluate}: overlap, NSD, HD95 and ASSD of every class of a labelmap beside DeepMind's surface-distance, in one run. */
public final class EvaluateBench {

    private static final double TOLERANCE_MM = 3;
    private static final int ROUNDS = 25;
    private static final int PEER_ROUNDS = 3;
    private static final double GOAL = 5;

    private EvaluateBench() {}

    /** @return the exit status */
    public static int run(String[] args) throws Exception {
        if (args.length > 0) {
            System.err.println("usage: foldlink bench evaluate");
            return 64;
        }
        Path root = Path.of(System.getProperty("foldlink.home", "."))
                .toAbsolutePath()
                .normalize();
        Volume reference = reference(root);
        Volume prediction = moved(reference);
        List<StructureLabels> structures = Scorer.labels(prediction, reference).stream()
                .map(v -> StructureLabels.of(Integer.toString(v), v))
                .toList();
        Scorer scorer =
                new Scorer(structures, new Tolerances(TOLERANCE_MM, Map.of()), List.of(), LesionCriterion.ONE_VOXEL);
        int threads = Runtime.getRuntime().availableProcessors();
        double[] one = seconds(scorer, prediction, reference, 1);
        double[] all = seconds(scorer, prediction, reference, threads);
        Grid g = reference.grid();
        System.out.printf(
                Locale.ROOT,
                "%d classes on %d x %d x %d voxels, %d threads, Java %s%n%n",
                structures.size(),
                g.sizeI(),
                g.sizeJ(),
                g.sizeK(),
                threads,
                Runtime.version());
        print("FoldLink, 1 thread, first run", one[0]);
        print("FoldLink, 1 thread, median of " + ROUNDS, median(one));
        print("FoldLink, " + threads + " threads, median of " + ROUNDS, median(all));
        Path python = root.resolve(".foldlink/venv-peers/bin/python");
        if (!Files.isExecutable(python)) {
            System.out.println("\nsurface-distance is missing: no " + python
                    + ". `./foldlink test --peers` makes it. FoldLink's figures stand alone.");
            return 0;
        }
        compare(peer(python, prediction, reference), scorer.score(prediction, reference), one, all);
        return 0;
    }

    private static Volume reference(Path root) throws IOException {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path shared = set == null ? root.resolve("../shared/data") : Path.of(set);
        Path file = shared.resolve("abdomen-ct/example_seg_fast_force_split.nii.gz");
        if (Files.isRegularFile(file)) {
            System.out.println(
                    "abdominal CT's published structures, moved by a voxel along two axes, against themselves");
            return NiftiFile.read(file).volume();
        }
        System.out.println(
                "a generated abdomen (" + file + " is not there), moved by a voxel along two axes, against itself");
        return AbdomenPhantom.generate(new PhantomSpec(1, 3, 4, 4_000_000)).labels();
    }

    private static Volume moved(Volume labels) {
        Grid g = labels.grid();
        Volume out = Volume.allocate(g, VoxelType.UINT16);
        for (int k = 1; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 1; i < g.sizeI(); i++) {
                    out.voxels().set(g.index(i, j, k), labels.at(i - 1, j, k - 1));
                }
            }
        }
        return out;
    }

    private static double[] seconds(Scorer scorer, Volume prediction, Volume reference, int threads)
            throws InterruptedException, ExecutionException {
        double[] seconds = new double[ROUNDS];
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            for (int r = 0; r < ROUNDS; r++) {
                long start = System.nanoTime();
                pool.submit(() -> scorer.score(prediction, reference)).get();
                seconds[r] = (System.nanoTime() - start) / 1e9;
            }
        } finally {
            pool.shutdown();
        }
        return seconds;
    }

    private static JsonNode peer(Path python, Volume prediction, Volume reference)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("foldlink-bench");
        Path script = folder.resolve("peer.py");
        Path p = folder.resolve("prediction.nii");
        Path r = folder.resolve("reference.nii");
        Path said = folder.resolve("said.json");
        try {
            try (InputStream in = Objects.requireNonNull(
                    EvaluateBench.class.getResourceAsStream("surface_distance_peer.py"), "surface_distance_peer.py")) {
                Files.copy(in, script);
            }
            NiftiFile.write(p, prediction);
            NiftiFile.write(r, reference);
            int status = new ProcessBuilder(
                            python.toString(),
                            script.toString(),
                            p.toString(),
                            r.toString(),
                            Integer.toString(PEER_ROUNDS))
                    .redirectOutput(said.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("surface-distance ended with " + status + " (expected 0; its message is above)");
            }
            return new ObjectMapper().readTree(said.toFile());
        } finally {
            for (Path file : List.of(script, p, r, said, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void compare(JsonNode peer, CaseScore own, double[] one, double[] all) {
        double[] theirs = new double[PEER_ROUNDS];
        for (int round = 0; round < PEER_ROUNDS; round++) {
            theirs[round] = peer.path("seconds").path(round).asDouble();
        }
        print("surface-distance, median of " + PEER_ROUNDS + " (its own code runs on one thread)", median(theirs));
        System.out.println("  " + peer.path("versions").asText());
        double largest = 0;
        for (StructureScore s : own.structures()) {
            JsonNode its = peer.path("labels").path(s.structure());
            if (!its.isMissingNode()) {
                largest = Math.max(largest, Math.abs(s.nsd() - its.path(0).asDouble()));
                largest = Math.max(largest, Math.abs(s.hd95() - its.path(1).asDouble()));
                largest = Math.max(largest, Math.abs(s.assd() - its.path(2).asDouble()));
            }
        }
        System.out.printf(Locale.ROOT, "%nlargest difference of NSD, HD95 (mm) and ASSD (mm): %.2g%n", largest);
        double onOne = median(theirs) / median(one);
        System.out.printf(
                Locale.ROOT, "times as fast, 1 thread: %.1f, first run %.1f%n", onOne, median(theirs) / one[0]);
        System.out.printf(Locale.ROOT, "times as fast, all threads: %.1f%n", median(theirs) / median(all));
        System.out.printf(Locale.ROOT, "goal on 1 thread: %.0f times, %s%n", GOAL, onOne >= GOAL ? "met" : "missed");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(String what, double seconds) {
        System.out.printf(Locale.ROOT, "%-66s %8.3f s%n", what, seconds);
    }
}
