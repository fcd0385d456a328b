package org.foldlink.atlas;

import java.util.stream.IntStream;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.volume.Volume;

/**
 * How well an image mirrors itself about each point near an atlas's midline plane. Cells lie in that plane, 2 mm apart along y and z of the
 * atlas; for a cell and a shift s the score is the correlation (-1 to 1) of what lies u mm right and u mm left of x = s, for u = 0.5 to
 * 11.5 mm, over the cells within 6 mm. Both sides share one mean: mirrored tissue is as bright, not only as patterned. Excluded voxels, and
 * those of value 0 (outside of a stripped brain), count for nothing, nor does what faces them.
 */
final class MirrorField {

    static final int CELL_MM = 2;
    static final int FIRST_Y = -104;
    static final int FIRST_Z = -12;
    static final int CELLS_Y = 89;
    static final int CELLS_Z = 43;

    /** Shifts are -20 to 20 mm in steps of half a millimetre. */
    static final double STEP_MM = 0.5;

    static final int REACH_MM = 20;
    static final int SHIFTS = 81;

    private static final int WIDTH_MM = 12;

    /** Columns of samples, 1 mm apart along x, to both sides of the plane. */
    private static final int HALF = REACH_MM + WIDTH_MM;

    private static final int PATCH = 3;

    private static final int CELLS = CELLS_Y * CELLS_Z;

    /** Less than half of a patch says nothing. */
    private static final double LEAST_WEIGHT = 0.5 * WIDTH_MM * (2 * PATCH + 1) * (2 * PATCH + 1);

    /** By shift, then cell (y fastest). */
    private final float[][] score;

    private MirrorField(float[][] score) {
        this.score = score;
    }

    /** @param exclude UINT8 on the image's grid; what is not 0 is left out */
    static MirrorField of(Volume image, Volume exclude, Affine imageToAtlas) {
        float[][] samples = sample(image, exclude, imageToAtlas);
        float[][] score = new float[SHIFTS][];
        IntStream.range(0, SHIFTS).parallel().forEach(s -> score[s] = scores(samples, s));
        return new MirrorField(score);
    }

    /** -1 where there is nothing to compare. */
    double score(int shift, int cell) {
        return score[shift][cell];
    }

    /** Between shifts, in mm; the ends reach on. */
    double scoreAt(double mm, int cell) {
        double at = Math.max(0, Math.min(SHIFTS - 1.001, (mm + REACH_MM) / STEP_MM));
        int low = (int) at;
        return score[low][cell] + (at - low) * (score[low + 1][cell] - score[low][cell]);
    }

    /** By x in mm from -{@link #HALF}, then cell; NaN where there is nothing to trust. */
    private static float[][] sample(Volume image, Volume exclude, Affine imageToAtlas) {
        Affine index = imageToAtlas.after(image.grid().indexToRas()).inverse();
        float[][] samples = new float[2 * HALF + 1][CELLS];
        IntStream.range(0, samples.length).parallel().forEach(x -> {
            for (int cell = 0; cell < CELLS; cell++) {
                double ax = x - HALF;
                double ay = FIRST_Y + CELL_MM * (cell % CELLS_Y);
                double az = FIRST_Z + CELL_MM * (cell / CELLS_Y);
                samples[x][cell] = at(
                        image,
                        exclude,
                        index.i().x() * ax
                                + index.j().x() * ay
                                + index.k().x() * az
                                + index.translation().x(),
                        index.i().y() * ax
                                + index.j().y() * ay
                                + index.k().y() * az
                                + index.translation().y(),
                        index.i().z() * ax
                                + index.j().z() * ay
                                + index.k().z() * az
                                + index.translation().z());
            }
        });
        return samples;
    }

    /** Trilinear; a neighbour outside of the grid weighs nothing if it is off by less than half a voxel. */
    private static float at(Volume image, Volume exclude, double i, double j, double k) {
        Grid grid = image.grid();
        if (!(i >= -0.5
                && i <= grid.sizeI() - 0.5
                && j >= -0.5
                && j <= grid.sizeJ() - 0.5
                && k >= -0.5
                && k <= grid.sizeK() - 0.5)) {
            return Float.NaN;
        }
        double ci = Math.max(0, Math.min(grid.sizeI() - 1, i));
        double cj = Math.max(0, Math.min(grid.sizeJ() - 1, j));
        double ck = Math.max(0, Math.min(grid.sizeK() - 1, k));
        int i0 = (int) ci;
        int j0 = (int) cj;
        int k0 = (int) ck;
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int di = corner & 1;
            int dj = corner >> 1 & 1;
            int dk = corner >> 2;
            double weight = (di == 0 ? 1 - (ci - i0) : ci - i0)
                    * (dj == 0 ? 1 - (cj - j0) : cj - j0)
                    * (dk == 0 ? 1 - (ck - k0) : ck - k0);
            if (weight > 0) {
                long at = grid.index(i0 + di, j0 + dj, k0 + dk);
                if (exclude.voxels().get(at) != 0) {
                    return Float.NaN;
                }
                sum += weight * image.voxels().get(at);
            }
        }
        return sum == 0 || !Double.isFinite(sum) ? Float.NaN : (float) sum;
    }

    private static float[] scores(float[][] samples, int shift) {
        double[][] sums = new double[4][CELLS];
        double centre = HALF - REACH_MM + shift * STEP_MM;
        for (int u = 0; u < WIDTH_MM; u++) {
            double right = centre + u + 0.5;
            double left = centre - u - 0.5;
            for (int cell = 0; cell < CELLS; cell++) {
                double a = between(samples, right, cell);
                double b = between(samples, left, cell);
                if (!Double.isNaN(a) && !Double.isNaN(b)) {
                    sums[0][cell] += 1;
                    sums[1][cell] += a + b;
                    sums[2][cell] += a * a + b * b;
                    sums[3][cell] += a * b;
                }
            }
        }
        for (double[] sum : sums) {
            patch(sum, 1, CELLS_Y, CELLS_Y, CELLS_Z);
            patch(sum, CELLS_Y, CELLS_Z, 1, CELLS_Y);
        }
        float[] score = new float[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            double n = sums[0][cell];
            double mean = sums[1][cell] / (2 * n);
            double variance = sums[2][cell] / (2 * n) - mean * mean;
            boolean says = n >= LEAST_WEIGHT && variance > 1e-9 * mean * mean;
            score[cell] = says ? (float) ((sums[3][cell] / n - mean * mean) / variance) : -1;
        }
        return score;
    }

    private static double between(float[][] samples, double x, int cell) {
        int low = (int) x;
        double part = x - low;
        return part == 0 ? samples[low][cell] : samples[low][cell] * (1 - part) + samples[low + 1][cell] * part;
    }

    /** Each value becomes the sum over those within {@link #PATCH} along an axis of {@code n}; {@code lines} of them, {@code apart}. */
    private static void patch(double[] values, int stride, int n, int apart, int lines) {
        double[] line = new double[n];
        for (int l = 0; l < lines; l++) {
            for (int q = 0; q < n; q++) {
                line[q] = values[l * apart + q * stride];
            }
            for (int q = 0; q < n; q++) {
                double sum = 0;
                for (int p = Math.max(0, q - PATCH); p <= Math.min(n - 1, q + PATCH); p++) {
                    sum += line[p];
                }
                values[l * apart + q * stride] = sum;
            }
        }
    }
}
