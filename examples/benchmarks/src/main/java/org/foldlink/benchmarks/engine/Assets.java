package org.foldlink.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.phantom.AbdomenPhantom;

/** Networks and scans that are measured, under {@code .foldlink/bench}; real scans where this machine has them, else generated ones. */
final class Assets {

    private static final String TRAINED = "nnUNetTrainer__nnUNetPlans__3d_fullres";

    private final Path root;
    private final Path folder;
    private final Optional<Python> python;

    Assets(Path root, Optional<Python> python) throws IOException {
        this.root = root;
        this.folder = Files.createDirectories(root.resolve(".foldlink/bench"));
        this.python = python;
    }

    Path root() {
        return root;
    }

    Path folder() {
        return folder;
    }

    /** nnU-Net's {@code nnUNet_results}. */
    Path results() {
        return folder.resolve("nnunet");
    }

    Path zooHippocampus() {
        return root.resolve("models/zoo/hippocampus");
    }

    /**
     * A model that nnU-Net reads, and FoldLink too unless it is the hippocampus (that one is in the zoo).
     *
     * @param kind "ct", "small" or "hippocampus", as {@code foldlink_models.bench_models} has them
     * @return empty where it is not there and cannot be made without the training environment
     */
    Optional<Path> model(String kind, String dataset) throws IOException, InterruptedException {
        Path model = results().resolve(dataset).resolve(TRAINED);
        if (Files.isRegularFile(model.resolve("SHA256SUMS"))) {
            return Optional.of(model);
        }
        if (python.isEmpty()) {
            return Optional.empty();
        }
        System.out.println("making " + dataset + " (once) …");
        Path log = folder.resolve(kind + "-model.log");
        Files.createDirectories(results());
        Process process = python.get()
                .module("foldlink_models.bench_models", List.of(kind, results().toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("the networks could not be made: " + Files.readString(log));
        }
        return Optional.of(model);
    }

    private Optional<Path> shared(String file) {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path path = (set == null ? root.resolve("../shared/data") : Path.of(set)).resolve(file);
        return Optional.of(path).filter(Files::isRegularFile);
    }

    /** 122 x 101 x 112 voxels of 3 mm, named as nnU-Net's commands want it. */
    Path ct() throws IOException {
        Optional<Path> real = shared("abdomen-ct/example_ct.nii.gz");
        return input(
                "ct",
                real,
                Grid.ofCentre(122, 101, 112, new Vec3(3, 0, 0), new Vec3(0, 3, 0), new Vec3(0, 0, 3), Vec3.ZERO));
    }

    /** About 35 x 50 x 36 voxels of 1 mm. */
    Path hippocampus() throws IOException {
        Optional<Path> real = shared("msd-hippocampus/images/hippocampus_020.nii.gz");
        return input(
                "hippocampus",
                real,
                Grid.ofCentre(35, 50, 36, new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1), Vec3.ZERO));
    }

    private Path input(String name, Optional<Path> real, Grid grid) throws IOException {
        Path to = Files.createDirectories(folder.resolve("input-" + name)).resolve("case_0000.nii.gz");
        if (real.isPresent()) {
            Files.copy(real.get(), to, StandardCopyOption.REPLACE_EXISTING);
        } else {
            System.out.println(name + ": a generated scan on the grid of the real one, which is not here");
            NiftiFile.write(to, AbdomenPhantom.generate(1, grid).image());
        }
        return to;
    }
}
