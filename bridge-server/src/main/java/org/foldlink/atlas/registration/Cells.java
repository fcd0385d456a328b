package org.foldlink.atlas.registration;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;

/**
 * A volume at one resolution: means over blocks of voxels, as cells on a grid of their own (RAS mm, cell centres). A cell of which less than half is
 * known is NaN. Immutable once made.
 */
final class Cells {

    /** 64 MB of floats: a cell grows until a volume of any extent fits. */
    private static final long MAX_CELLS = 1L << 24;

    /** More values say no more about percentiles. */
    private static final int SAMPLE = 200_000;

    private final Grid grid;
    private final float[] values;

    Cells(Grid grid, float[] values) {
        this.grid = grid;
        this.values = values;
    }

    Grid grid() {
        return grid;
    }

    /** i fastest, in the source's unit; after {@link #normalised} in 0 to 1. */
    float[] values() {
        return values;
    }

    /** Blocks of about {@code mm}; voxels thicker than that stay as they are. Voxels that are not finite or excluded count for nothing. */
    static Cells of(Volume image, Optional<Volume> exclude, double mm) {
        Grid from = image.grid();
        int[] f = factors(from, mm);
        for (double wider = mm * 1.25; blocks(from, f).count() > MAX_CELLS; wider *= 1.25) {
            f = factors(from, wider);
        }
        Grid grid = blocks(from, f);
        int fi = f[0];
        int fj = f[1];
        int fk = f[2];
        float[] values = new float[Math.toIntExact(grid.count())];
        IntStream.range(0, grid.sizeK()).parallel().forEach(k -> {
            int plane = grid.sizeI() * grid.sizeJ();
            double[] sum = new double[plane];
            int[] known = new int[plane];
            float[] row = new float[grid.sizeI() * fi];
            float[] out = new float[row.length];
            for (int vk = k * fk; vk < (k + 1) * fk; vk++) {
                for (int vj = 0; vj < grid.sizeJ() * fj; vj++) {
                    long at = from.index(0, vj, vk);
                    image.voxels().read(at, row, 0, row.length);
                    exclude.ifPresent(e -> e.voxels().read(at, out, 0, out.length));
                    int cell = vj / fj * grid.sizeI();
                    for (int vi = 0; vi < row.length; vi++) {
                        if (Float.isFinite(row[vi]) && out[vi] == 0) {
                            sum[cell + vi / fi] += row[vi];
                            known[cell + vi / fi]++;
                        }
                    }
                }
            }
            for (int c = 0; c < plane; c++) {
                values[k * plane + c] = 2 * known[c] < fi * fj * fk ? Float.NaN : (float) (sum[c] / known[c]);
            }
        });
        return new Cells(grid, values);
    }

    /** Blocks of these cells of about {@code mm}. */
    Cells coarser(double mm) {
        int[] f = factors(grid, mm);
        Grid to = blocks(grid, f);
        int fi = f[0];
        int fj = f[1];
        int fk = f[2];
        float[] coarse = new float[Math.toIntExact(to.count())];
        for (int c = 0; c < coarse.length; c++) {
            int i = c % to.sizeI() * fi;
            int j = c / to.sizeI() % to.sizeJ() * fj;
            int k = c / to.sizeI() / to.sizeJ() * fk;
            double sum = 0;
            int known = 0;
            for (int b = 0; b < fi * fj * fk; b++) {
                float v = values[(int) grid.index(i + b % fi, j + b / fi % fj, k + b / fi / fj)];
                if (!Float.isNaN(v)) {
                    sum += v;
                    known++;
                }
            }
            coarse[c] = 2 * known < fi * fj * fk ? Float.NaN : (float) (sum / known);
        }
        return new Cells(to, coarse);
    }

    /** RAS mm of the centre of a cell, by its number in {@link #values}. */
    Vec3 centre(int cell) {
        int i = cell % grid.sizeI();
        int j = cell / grid.sizeI() % grid.sizeJ();
        int k = cell / grid.sizeI() / grid.sizeJ();
        return grid.indexToRas().apply(i, j, k);
    }

    /** The values below and above which the given shares of the known cells lie; both NaN where none is known. */
    double[] range(double low, double high) {
        int step = 1 + values.length / SAMPLE;
        float[] some = new float[(values.length + step - 1) / step];
        int n = 0;
        for (int c = 0; c < values.length; c += step) {
            if (!Float.isNaN(values[c])) {
                some[n++] = values[c];
            }
        }
        if (n == 0) {
            return new double[] {Double.NaN, Double.NaN};
        }
        Arrays.sort(some, 0, n);
        return new double[] {some[(int) (low * (n - 1))], some[(int) (high * (n - 1))]};
    }

    /** {@code low} becomes 0 and {@code high} 1; what lies beyond is cut. */
    Cells normalised(double low, double high) {
        float[] scaled = new float[values.length];
        for (int c = 0; c < scaled.length; c++) {
            float v = (float) ((values[c] - low) / (high - low));
            scaled[c] = v < 0 ? 0 : v > 1 ? 1 : v; // NaN stays
        }
        return new Cells(grid, scaled);
    }

    /** Voxels a cell along i, j and k. */
    private static int[] factors(Grid g, double mm) {
        Vec3 s = g.spacing();
        return new int[] {factor(g.sizeI(), s.x(), mm), factor(g.sizeJ(), s.y(), mm), factor(g.sizeK(), s.z(), mm)};
    }

    private static int factor(int size, double spacing, double mm) {
        return (int) Math.max(1, Math.min(size, Math.round(mm / spacing)));
    }

    /** What is left over at an axis's end is dropped: less than a cell. */
    private static Grid blocks(Grid g, int[] f) {
        Affine m = g.indexToRas();
        return new Grid(
                g.sizeI() / f[0],
                g.sizeJ() / f[1],
                g.sizeK() / f[2],
                new Affine(
                        m.i().times(f[0]),
                        m.j().times(f[1]),
                        m.k().times(f[2]),
                        m.apply((f[0] - 1) / 2.0, (f[1] - 1) / 2.0, (f[2] - 1) / 2.0)));
    }
}
