package org.foldlink.measure.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.foldlink.geometry.Vec3;

/**
 * The rows about a row of a lattice, by their distance from it. Immutable.
 *
 * @param dy steps along y to each row, the nearest row first
 * @param dz steps along z to each
 * @param squared mm² to each
 * @param reach every row within this many mm² is there
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NearRows(int height, int depth, int[] dy, int[] dz, double[] squared, double reach) {

    /** About how many rows a point looks through before the transform of the whole lattice is the cheaper. */
    private static final int ROWS = 500;

    private record Row(int dy, int dz, double squared) {}

    /** @param spacing mm along x, y, z */
    static NearRows of(int height, int depth, Vec3 spacing) {
        double reach = ROWS * spacing.y() * spacing.z() / Math.PI;
        int maxY = Math.min(height - 1, (int) (Math.sqrt(reach) / spacing.y()));
        int maxZ = Math.min(depth - 1, (int) (Math.sqrt(reach) / spacing.z()));
        List<Row> rows = new ArrayList<>();
        for (int z = -maxZ; z <= maxZ; z++) {
            for (int y = -maxY; y <= maxY; y++) {
                double py = y * spacing.y();
                double pz = z * spacing.z();
                if (py * py + pz * pz <= reach) {
                    rows.add(new Row(y, z, py * py + pz * pz));
                }
            }
        }
        rows.sort(Comparator.comparingDouble(Row::squared));
        return new NearRows(
                height,
                depth,
                rows.stream().mapToInt(Row::dy).toArray(),
                rows.stream().mapToInt(Row::dz).toArray(),
                rows.stream().mapToDouble(Row::squared).toArray(),
                reach);
    }

    /**
     * The least distance from a point over these rows; exact if no greater than {@link #reach}.
     *
     * @param alongX of each point of the lattice, mm² to the nearest in its own row
     * @param at the point
     */
    float least(float[] alongX, int at, int width) {
        int row = at / width;
        int x = at - row * width;
        int z = row / height;
        int y = row - z * height;
        double least = Double.POSITIVE_INFINITY;
        for (int r = 0; r < dy.length && squared[r] < least; r++) {
            int ry = y + dy[r];
            int rz = z + dz[r];
            if (ry >= 0 && ry < height && rz >= 0 && rz < depth) {
                least = Math.min(least, alongX[(rz * height + ry) * width + x] + squared[r]);
            }
        }
        return (float) least;
    }
}
