package org.foldlink.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.nifti.NiftiFile;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/**
 * A labelmap of many classes and its scan on one grid of the size that is measured.
 *
 * @param title where it comes from
 */
record MeasureCase(String title, Volume labels, Volume scan) {

    private static final int CLASSES = 117;

    /** The real CT's labels and values on a finer grid, where they are there; else as many ellipsoids. */
    static MeasureCase of(Path root, boolean generated, int sizeI, int sizeJ, int sizeK) throws IOException {
        String set = System.getenv("FOLDLINK_SHARED_DATA");
        Path data = (set == null ? root.resolve("../shared/data") : Path.of(set)).resolve("abdomen-ct");
        Path labels = data.resolve("example_seg_fast_force_split.nii.gz");
        Path scan = data.resolve("example_ct.nii.gz");
        return !generated && Files.isRegularFile(labels) && Files.isRegularFile(scan)
                ? real(labels, scan, sizeI, sizeJ, sizeK)
                : generated(sizeI, sizeJ, sizeK);
    }

    private static MeasureCase real(Path labelFile, Path scanFile, int sizeI, int sizeJ, int sizeK) throws IOException {
        Volume labels = NiftiFile.read(labelFile).volume();
        Volume scan = NiftiFile.read(scanFile).volume();
        Grid from = labels.grid();
        Affine m = from.indexToRas();
        Grid to = new Grid(
                sizeI,
                sizeJ,
                sizeK,
                new Affine(
                        m.i().times((double) from.sizeI() / sizeI),
                        m.j().times((double) from.sizeJ() / sizeJ),
                        m.k().times((double) from.sizeK() / sizeK),
                        m.translation()));
        Volume fineLabels = Volume.allocate(to, VoxelType.UINT8);
        Volume fineScan = Volume.allocate(to, VoxelType.INT16);
        for (int k = 0; k < sizeK; k++) {
            for (int j = 0; j < sizeJ; j++) {
                for (int i = 0; i < sizeI; i++) {
                    long at = from.index(i * from.sizeI() / sizeI, j * from.sizeJ() / sizeJ, k * from.sizeK() / sizeK);
                    fineLabels.voxels().set(to.index(i, j, k), labels.voxels().get(at));
                    fineScan.voxels().set(to.index(i, j, k), scan.voxels().get(at));
                }
            }
        }
        return new MeasureCase("the abdominal CT and its labels on a finer grid", fineLabels, fineScan);
    }

    private static MeasureCase generated(int sizeI, int sizeJ, int sizeK) {
        Grid grid = new Grid(sizeI, sizeJ, sizeK, Affine.ofSpacing(0.8, 0.8, 1.5, Vec3.ZERO));
        Volume labels = Volume.allocate(grid, VoxelType.UINT8);
        Volume scan = Volume.allocate(grid, VoxelType.INT16);
        double[] cell = {sizeI / 5.0, sizeJ / 5.0, sizeK / 5.0};
        for (int k = 0; k < sizeK; k++) {
            for (int j = 0; j < sizeJ; j++) {
                for (int i = 0; i < sizeI; i++) {
                    int c = (int) (i / cell[0]) + 5 * ((int) (j / cell[1]) + 5 * (int) (k / cell[2]));
                    double x = 2 * (i / cell[0] % 1) - 1;
                    double y = 2 * (j / cell[1] % 1) - 1;
                    double z = 2 * (k / cell[2] % 1) - 1;
                    boolean inside = c < CLASSES && x * x + y * y + z * z < 0.5 + 0.4 * (c % 7) / 7;
                    long at = grid.index(i, j, k);
                    labels.voxels().set(at, inside ? c + 1 : 0);
                    long noise = ((at * 2_654_435_761L) >>> 20) % 200;
                    scan.voxels().set(at, (double) (noise + (inside ? 10 * c : -1000)));
                }
            }
        }
        return new MeasureCase("generated ellipsoids", labels, scan);
    }

    /** Uncompressed, so that reading it costs the peer little. @return the labelmap's and the scan's file */
    Path[] write(Path folder) throws IOException {
        Path[] files = {folder.resolve("labels.nii"), folder.resolve("scan.nii")};
        NiftiFile.write(files[0], labels);
        NiftiFile.write(files[1], scan);
        return files;
    }

    static Optional<Path> python(Path root) {
        return Optional.of(root.resolve(".foldlink/venv-peers/bin/python")).filter(Files::isExecutable);
    }
}
