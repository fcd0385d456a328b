package org.foldlink.fusion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.foldlink.files.VolumeFiles;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Masks for tests: by hand, as raters of known reliability give them, and the glioma's five where they are. */
final class Opinions {

    private Opinions() {}

    /** A row of voxels. */
    static Member line(String name, int... labels) {
        Volume v = Volume.allocate(new Grid(labels.length, 1, 1, Affine.IDENTITY), VoxelType.UINT8);
        for (int i = 0; i < labels.length; i++) {
            v.voxels().set(i, labels[i]);
        }
        return new Member(name, v);
    }

    static Member random(String name, Grid grid, VoxelType type, int labels, long seed) {
        Random random = new Random(seed);
        Volume v = Volume.allocate(grid, type);
        for (long n = 0; n < grid.count(); n++) {
            v.voxels().set(n, random.nextInt(labels));
        }
        return new Member(name, v);
    }

    /** Balls of 1 inside of 2, background without a voxel on the edge. */
    static Volume truth(int size) {
        Grid grid = new Grid(size, size, size, Affine.IDENTITY);
        Volume v = Volume.allocate(grid, VoxelType.UINT8);
        double c = (size - 1) / 2.0;
        for (int k = 0; k < size; k++) {
            for (int j = 0; j < size; j++) {
                for (int i = 0; i < size; i++) {
                    double r = Math.sqrt((i - c) * (i - c) + (j - c) * (j - c) + (k - c) * (k - c)) / size;
                    v.voxels().set(grid.index(i, j, k), r < 0.2 ? 1 : r < 0.4 ? 2 : 0);
                }
            }
        }
        return v;
    }

    /** Has the truth with a chance of {@code right}, else one of the other labels up to {@code labels}. */
    static Member rater(String name, Volume truth, double right, int labels, long seed) {
        // Of seeds next to each other the first numbers are alike.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Volume v = Volume.allocate(truth.grid(), VoxelType.UINT8);
        for (long n = 0; n < truth.grid().count(); n++) {
            int label = (int) truth.voxels().get(n);
            v.voxels().set(n, random.nextDouble() < right ? label : (label + 1 + random.nextInt(labels - 1)) % labels);
        }
        return new Member(name, v);
    }

    /** Folder of the shared glioma; empty where it is not. */
    static Optional<Path> glioma() {
        Path shared = Path.of(Objects.requireNonNullElse(
                System.getenv("FOLDLINK_SHARED_DATA"), System.getProperty("foldlink.root") + "/../shared/data"));
        return Optional.of(shared.resolve("glioma-mr").resolve("TCGA-DU-7294")).filter(Files::isDirectory);
    }

    static List<Member> members(Path glioma) throws IOException {
        List<Member> members = new ArrayList<>();
        try (Stream<Path> files = Files.list(glioma.resolve("members"))) {
            for (Path file : files.sorted().toList()) {
                members.add(new Member(
                        String.valueOf(file.getFileName()),
                        VolumeFiles.read(file).volume()));
            }
        }
        return members;
    }
}
