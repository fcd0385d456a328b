package org.foldlink.benchmarks.fuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.foldlink.fusion.Majority;
import org.foldlink.fusion.Member;
import org.foldlink.fusion.Staple;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * {@code bench fuse [--generated]}: five masks of 240 x 240 x 155 voxels by majority and STAPLE, beside SimpleITK's LabelVoting and MultiLabelSTAPLE. The
 * five networks' of the shared glioma where they are there; else five generated ones.
 */
public final class FuseBench {

    private static final int WRONG_USAGE = 64;
    private static final int REPEATS = 5;

    private FuseBench() {}

    public static int run(String[] args) throws IOException, InterruptedException {
        List<String> options = List.of(args);
        boolean generated = options.contains("--generated");
        if (options.size() > (generated ? 1 : 0)) {
            System.err.println("usage: foldlink bench fuse [--generated]");
            return WRONG_USAGE;
        }
        Path root = Path.of(System.getProperty("foldlink.home", "."));
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path real =
                (set == null ? root.resolve("../shared/data") : Path.of(set)).resolve("glioma-mr/TCGA-DU-7294/members");
        boolean there = Files.isDirectory(real) && !generated;
        List<Member> masks = there ? read(real) : generated();
        Grid grid = masks.get(0).labels().grid();
        System.out.printf(
                "%d masks of %d x %d x %d voxels: %s; %d processors%n",
                masks.size(),
                grid.sizeI(),
                grid.sizeJ(),
                grid.sizeK(),
                there ? "five networks of a real glioma" : "generated",
                Runtime.getRuntime().availableProcessors());
        List<Double> majority = seconds(() -> Majority.fuse(masks, Majority.moreThanHalf(masks.size())));
        List<Double> staple = seconds(() -> Staple.fuse(masks));
        Optional<JsonNode> peer = peer(root, masks);
        System.out.printf("%nseconds, the median of %d%n%-40s %10s %10s%n", REPEATS, "", "FoldLink", "SimpleITK");
        row("majority (theirs: LabelVoting)", majority, peer, "voting");
        row("STAPLE (theirs: MultiLabelSTAPLE)", staple, peer, "multi");
        return 0;
    }

    private static List<Member> read(Path folder) throws IOException {
        List<Member> masks = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                masks.add(new Member(
                        String.valueOf(file.getFileName()), NiftiFile.read(file).volume()));
            }
        }
        return masks;
    }

    /** Balls whose edges differ from mask to mask. */
    private static List<Member> generated() {
        Grid grid = new Grid(240, 240, 155, Affine.IDENTITY);
        List<Member> masks = new ArrayList<>();
        for (int m = 0; m < 5; m++) {
            Random random = new Random(m);
            Volume v = Volume.allocate(grid, VoxelType.UINT8);
            for (int k = 0; k < grid.sizeK(); k++) {
                for (int j = 0; j < grid.sizeJ(); j++) {
                    for (int i = 0; i < grid.sizeI(); i++) {
                        double r = Math.sqrt(Math.pow(i - 90, 2) + Math.pow(j - 120, 2) + Math.pow(k - 80, 2));
                        double at = r + random.nextDouble() * 2;
                        v.voxels().set(grid.index(i, j, k), at < 12 ? 1 : at < 18 ? 4 : at < 24 ? 2 : 0);
                    }
                }
            }
            masks.add(new Member("mask" + m, v));
        }
        return masks;
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

    private static void row(String what, List<Double> ours, Optional<JsonNode> peer, String key) {
        List<Double> times = new ArrayList<>();
        peer.ifPresent(p -> p.path(key).forEach(t -> times.add(t.asDouble())));
        String figure = times.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", median(times));
        System.out.printf(Locale.ROOT, "%-40s %10.2f %10s%n", what, median(ours), figure);
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static Optional<JsonNode> peer(Path root, List<Member> masks) throws IOException, InterruptedException {
        Path python = root.resolve(".foldlink/venv-peers/bin/python");
        if (!Files.isExecutable(python)) {
            System.out.println("SimpleITK is missing: no .foldlink/venv-peers. `./foldlink test --peers` makes it.");
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("foldlink-bench");
        Path said = Files.createTempFile("foldlink-bench", ".json");
        List<Path> files = new ArrayList<>();
        try {
            for (int m = 0; m < masks.size(); m++) {
                files.add(folder.resolve(m + ".nii"));
                NiftiFile.write(files.get(m), masks.get(m).labels());
            }
            Process process = new ProcessBuilder(
                            python.toString(),
                            root.resolve("bridge-server/src/test/peers/fusion.py")
                                    .toString(),
                            folder.toString(),
                            folder.toString(),
                            "--seconds",
                            String.valueOf(REPEATS))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(said.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("SimpleITK's fusion ended with " + process.exitValue());
            }
            JsonNode answer = new ObjectMapper().readTree(said.toFile());
            System.out.println("SimpleITK " + answer.path("version").asText() + ", "
                    + answer.path("threads").asInt() + " threads");
            return Optional.of(answer);
        } finally {
            Files.delete(said);
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }
}
