package org.foldlink.cli;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;
import org.foldlink.volume.Voxels;

/**
 * A labelmap from a file, of an integer type; many tools write labels as floating numbers, so those are taken where every one is whole.
 *
 * @param values those above 0 that a voxel has
 */
record LabelFile(Volume labels, Set<Integer> values) {

    private static final int GREATEST = 65535;

    static LabelFile read(Path file, Consumer<String> warn) {
        Volume read = Inputs.read(file, warn);
        Grid grid = read.grid();
        boolean floating = read.type().isFloating();
        Volume labels = floating ? new Volume(grid, Voxels.allocate(VoxelType.UINT16, grid.count())) : read;
        BitSet seen = new BitSet();
        double[] row = new double[grid.sizeI()];
        for (long from = 0; from < grid.count(); from += row.length) {
            read.voxels().read(from, row, 0, row.length);
            for (int i = 0; i < row.length; i++) {
                double value = row[i];
                if (!(value >= 0 && value <= GREATEST && value == Math.rint(value))) {
                    long n = from + i;
                    throw new CommandFailure(
                            ExitCode.MALFORMED,
                            "labelmap " + file + " voxel (" + i + ", " + n / grid.sizeI() % grid.sizeJ() + ", "
                                    + n / grid.sizeI() / grid.sizeJ() + ") = "
                                    + (Double.isFinite(value) ? ModelText.figure(value) : value)
                                    + " (expected whole numbers 0.." + GREATEST + ": is it a scan?)");
                }
                seen.set((int) value);
            }
            if (floating) {
                for (int i = 0; i < row.length; i++) {
                    labels.voxels().set(from + i, row[i]);
                }
            }
        }
        Set<Integer> values = new TreeSet<>();
        seen.stream().filter(v -> v > 0).forEach(values::add);
        return new LabelFile(labels, values);
    }
}
