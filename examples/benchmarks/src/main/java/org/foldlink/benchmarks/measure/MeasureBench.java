package org.foldlink.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.foldlink.measure.LabelMeasures;
import org.foldlink.measure.LesionRule;
import org.foldlink.measure.Lesions;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * {@code bench measure [--quick] [--generated]}: all measures of a labelmap of 512 x 512 x 280 voxels, beside SimpleITK's LabelShapeStatistics (with surface and
 * oriented box, without its Feret diameter, which looks at every pair of surface voxels) and LabelStatistics of the same files.
 */
public final class MeasureBench {

    private static final int WRONG_USAGE = 64;
    private static final int REPEATS = 3;

    private MeasureBench() {}

    public static int run(String[] args) throws IOException, InterruptedException {
        List<String> options = List.of(args);
        boolean quick = options.contains("--quick");
        boolean generated = options.contains("--generated");
        if (options.size() > (quick ? 1 : 0) + (generated ? 1 : 0)) {
            System.err.println("usage: foldlink bench measure [--quick] [--generated]");
            return WRONG_USAGE;
        }
        Path root = Path.of(System.getProperty("foldlink.home", "."));
        MeasureCase measured =
                quick ? MeasureCase.of(root, generated, 128, 128, 70) : MeasureCase.of(root, generated, 512, 512, 280);
        Volume labels = measured.labels();
        Volume scan = measured.scan();
        Set<Integer> present = new HashSet<>(LabelMeasures.measure(labels).keySet());
        System.out.printf(
                Locale.ROOT,
                "%d x %d x %d voxels, %d labels: %s; %d processors%n",
                labels.grid().sizeI(),
                labels.grid().sizeJ(),
                labels.grid().sizeK(),
                present.size(),
                measured.title(),
                Runtime.getRuntime().availableProcessors());
        List<Double> shapes = seconds(() -> LabelMeasures.measure(labels));
        List<Double> both = seconds(() -> LabelMeasures.measure(labels, List.of(scan)));
        Volume floats = floats(scan);
        List<Double> floating = seconds(() -> LabelMeasures.measure(labels, List.of(floats)));
        Set<Integer> organs = new HashSet<>(present);
        Set<Integer> lesions = Set.of(present.iterator().next());
        organs.removeAll(lesions);
        List<Double> found = seconds(() -> Lesions.find(labels, List.of(scan), new LesionRule(lesions, 0), organs));
        Optional<JsonNode> peer = peer(root, measured);
        System.out.printf("%nseconds, the median of %d%n%-62s %10s %10s%n", REPEATS, "", "FoldLink", "SimpleITK");
        row("shapes: volume, boxes, axes, surface (ours: diameters too)", shapes, peer, "shapes");
        row("with intensities: mean, SD, range (ours: percentiles too)", both, peer, "shapes", "statistics");
        row("the same of a scan that is not of whole numbers", floating, Optional.empty());
        row("one label as lesions: components, distances to all others", found, Optional.empty());
        return 0;
    }

    private static Volume floats(Volume scan) {
        Volume floats = Volume.allocate(scan.grid(), VoxelType.FLOAT32);
        for (long v = 0; v < scan.grid().count(); v++) {
            floats.voxels().set(v, scan.voxels().get(v) * 0.123 + v % 1000 * 1e-4);
        }
        return floats;
    }

    private static List<Double> seconds(Runnable run) {
        List<Double> times = new ArrayList<>();
        for (int r = 0; r < REPEATS; r++) {
            long start = System.nanoTime();
            run.run();
            times.add((System.nanoTime() - start) / 1e9);
        }
        return times;
    }

    private static void row(String what, List<Double> ours, Optional<JsonNode> peer, String... theirs) {
        double sum = 0;
        for (String key : theirs) {
            List<Double> times = new ArrayList<>();
            peer.ifPresent(p -> p.path(key).forEach(t -> times.add(t.asDouble())));
            sum += times.isEmpty() ? Double.NaN : median(times);
        }
        String figure = theirs.length == 0 || Double.isNaN(sum) ? "-" : String.format(Locale.ROOT, "%.2f", sum);
        System.out.printf(Locale.ROOT, "%-62s %10.2f %10s%n", what, median(ours), figure);
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static Optional<JsonNode> peer(Path root, MeasureCase measured) throws IOException, InterruptedException {
        Optional<Path> python = MeasureCase.python(root);
        if (python.isEmpty()) {
            System.out.println("SimpleITK is missing: no .foldlink/venv-peers. `./foldlink test --peers` makes it.");
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("foldlink-bench");
        Path[] files = measured.write(folder);
        try {
            Path said = folder.resolve("said.json");
            Process process = new ProcessBuilder(
                            python.get().toString(),
                            root.resolve("bridge-server/src/test/peers/measure_speed.py")
                                    .toString(),
                            files[0].toString(),
                            files[1].toString(),
                            String.valueOf(REPEATS))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(said.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("SimpleITK's measures ended with " + process.exitValue());
            }
            JsonNode answer = new ObjectMapper().readTree(said.toFile());
            Files.delete(said);
            System.out.println("SimpleITK " + answer.path("version").asText() + ", "
                    + answer.path("threads").asInt() + " threads");
            return Optional.of(answer);
        } finally {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.deleteIfExists(folder.resolve("said.json"));
            Files.delete(folder);
        }
    }
}
