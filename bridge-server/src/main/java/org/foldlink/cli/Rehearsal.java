package org.foldlink.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A segmentation of a few voxels by the zoo's smallest model: it loads the classes that every run loads. The launcher has Java write them into
 * an archive, from which later starts take them. No command of its own.
 */
final class Rehearsal {

    private static final int SIZE = 12;

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("foldlink-rehearsal");
        try {
            Path input = folder.resolve("case.nii.gz");
            NiftiFile.write(input, volume());
            String[] command = {
                "segment",
                input.toString(),
                "--model",
                "hippocampus",
                "--folds",
                "2",
                "--no-mirroring",
                "--out",
                folder.resolve("out").toString()
            };
            if (Main.commandLine().execute(command) != ExitCode.OK.code()) {
                throw new IOException("the rehearsal failed");
            }
        } finally {
            delete(folder);
        }
    }

    private static Volume volume() {
        Grid grid = Grid.ofCentre(
                SIZE, SIZE, SIZE, new Vec3(1.1, 0, 0), new Vec3(0, 1.1, 0), new Vec3(0, 0, 1.1), Vec3.ZERO);
        Volume volume = Volume.allocate(grid, VoxelType.INT16);
        for (long v = 0; v < grid.count(); v++) {
            volume.voxels().set(v, (int) (v * 37 % 101));
        }
        return volume;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
