package org.foldlink.fusion;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** Labelmaps on one grid, read together row by row (along i) in blocks of rows: memory stays that of a few rows a thread. */
final class Stack {

    private static final double GRID_TOLERANCE_MM = 1e-2;
    private static final int ROWS = 256;

    private final List<Member> members;
    private final Grid grid;

    private Stack(List<Member> members) {
        this.members = members;
        this.grid = members.get(0).labels().grid();
    }

    /** @throws IllegalArgumentException if there are fewer than two, or the grids differ */
    static Stack of(List<Member> members) {
        if (members.size() < 2) {
            throw new IllegalArgumentException("got " + members.size() + " masks (expected two or more)");
        }
        Member first = members.get(0);
        for (Member m : members) {
            if (!first.labels().grid().matches(m.labels().grid(), GRID_TOLERANCE_MM)) {
                throw new IllegalArgumentException("mask " + m.name() + " lies on another grid than " + first.name()
                        + ": " + describe(m.labels().grid()) + ", and "
                        + describe(first.labels().grid()) + " (expected the same size and place within "
                        + GRID_TOLERANCE_MM + " mm; resample one onto the other)");
            }
        }
        return new Stack(List.copyOf(members));
    }

    private static String describe(Grid g) {
        Vec3 mm = g.spacing();
        Vec3 at = g.indexToRas().apply(0, 0, 0);
        return g.sizeI() + " x " + g.sizeJ() + " x " + g.sizeK() + " voxels of " + figures(" x ", mm) + " mm from ("
                + figures(", ", at) + ") RAS";
    }

    private static String figures(String between, Vec3 v) {
        return DoubleStream.of(v.x(), v.y(), v.z())
                .mapToObj(d -> new BigDecimal(d)
                        .setScale(3, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString())
                .collect(Collectors.joining(between));
    }

    Grid grid() {
        return grid;
    }

    int size() {
        return members.size();
    }

    /** Zero-filled, of a type that holds every member's labels. */
    Volume allocate() {
        boolean bytes = members.stream().allMatch(m -> m.labels().type() == VoxelType.UINT8);
        return Volume.allocate(grid, bytes ? VoxelType.UINT8 : VoxelType.UINT16);
    }

    /** What is done with a row: {@code labels[member][i]}, whose first voxel has the linear index {@code from}. */
    interface Row {
        void take(long from, char[][] labels);
    }

    /**
     * Every row once, on all processors: which rows come together, and when, is left open.
     *
     * @param start a use for a block of rows, by one thread
     */
    void read(Supplier<Row> start) {
        long rows = (long) grid.sizeJ() * grid.sizeK();
        try {
            LongStream.range(0, (rows + ROWS - 1) / ROWS)
                    .parallel()
                    .forEach(b -> block(b * ROWS, Math.min(rows, (b + 1) * ROWS), start.get()));
        } catch (IllegalArgumentException e) {
            // Another thread's comes wrapped in its own kind.
            throw e.getCause() instanceof IllegalArgumentException cause ? cause : e;
        }
    }

    private void block(long firstRow, long endRow, Row use) {
        char[][] labels = new char[size()][grid.sizeI()];
        float[] row = new float[grid.sizeI()];
        for (long r = firstRow; r < endRow; r++) {
            long from = r * grid.sizeI();
            for (int m = 0; m < labels.length; m++) {
                members.get(m).labels().voxels().read(from, row, 0, row.length);
                for (int i = 0; i < row.length; i++) {
                    char label = (char) row[i];
                    if (label != row[i]) {
                        throw notALabel(members.get(m), i, r);
                    }
                    labels[m][i] = label;
                }
            }
            use.take(from, labels);
        }
    }

    private IllegalArgumentException notALabel(Member member, int i, long row) {
        return new IllegalArgumentException("mask " + member.name() + " voxel (" + i + ", " + row % grid.sizeJ() + ", "
                + row / grid.sizeJ() + ") = " + member.labels().voxels().get(row * grid.sizeI() + i)
                + " (expected whole numbers 0..65535: is it a scan?)");
    }
}
