package org.foldlink.measure.metrics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.foldlink.geometry.Vec3;

/**
 * Exact squared Euclidean distances on a lattice, axis by axis: Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled Functions"
 * (2012). The lattice is {@code x + width · (y + height · z)}.
 *
 * <p>Surfaces that are compared mostly lie near each other, and only the points of one of them are asked about. So after the first axis
 * each of those looks through the rows about its own, the nearest first, and ends where a row lies farther than what it has found. Only if
 * some point's neighbour lies beyond the rows looked through is the transform of the whole lattice made.
 */
final class DistanceTransform {

    /** Below it the threads cost more than they bring. */
    private static final int PARALLEL_FROM = 1 << 16;

    private static final int CHUNK = 1024;

    private final int width;
    private final int height;
    private final int depth;
    private final Vec3 spacing;
    private final float[] squared;

    private DistanceTransform(int width, int height, int depth, Vec3 spacing) {
        this.width = width;
        this.height = height;
        this.depth = depth;
        this.spacing = spacing;
        this.squared = new float[width * height * depth];
    }

    /**
     * Of every point of the lattice.
     *
     * @param to the points to measure to, positions on the lattice; one or more
     * @param spacing mm along x, y, z
     * @return mm²
     */
    static float[] squared(int[] to, int width, int height, int depth, Vec3 spacing) {
        DistanceTransform t = new DistanceTransform(width, height, depth, spacing);
        t.alongRows(to);
        t.alongColumns();
        return t.squared;
    }

    /**
     * Of some points of the lattice.
     *
     * @param from positions to measure from
     * @param to positions to measure to; one or more
     * @param spacing mm along x, y, z
     * @return mm², in the order of {@code from}
     */
    static float[] squared(int[] from, int[] to, int width, int height, int depth, Vec3 spacing) {
        DistanceTransform t = new DistanceTransform(width, height, depth, spacing);
        t.alongRows(to);
        NearRows near = NearRows.of(height, depth, spacing);
        float[] found = new float[from.length];
        t.each(from.length, CHUNK, q -> found[q] = near.least(t.squared, from[q], width));
        boolean all = true;
        for (float d : found) {
            all &= d <= near.reach();
        }
        if (!all) {
            t.alongColumns();
            t.each(from.length, CHUNK, q -> found[q] = t.squared[from[q]]);
        }
        return found;
    }

    private void alongRows(int[] to) {
        Arrays.fill(squared, Float.POSITIVE_INFINITY);
        for (int at : to) {
            squared[at] = 0;
        }
        each(depth, 1, z -> {
            for (int y = 0; y < height; y++) {
                row((z * height + y) * width);
            }
        });
    }

    private void alongColumns() {
        each(depth, 1, z -> columns(z * width * height, width, height, spacing.y()));
        each(height, 1, y -> columns(y * width, width * height, depth, spacing.z()));
    }

    /** Calls for 0..n-1, {@code chunk} of them by a thread at a time. */
    private void each(int n, int chunk, IntConsumer body) {
        IntStream chunks = IntStream.range(0, (n + chunk - 1) / chunk);
        (squared.length < PARALLEL_FROM ? chunks : chunks.parallel()).forEach(c -> {
            for (int i = c * chunk; i < Math.min(n, (c + 1) * chunk); i++) {
                body.accept(i);
            }
        });
    }

    /** Along x, where all points lie at distance 0 still: to the nearest on either side. */
    private void row(int base) {
        double step = spacing.x();
        int last = -1;
        for (int x = 0; x < width; x++) {
            if (squared[base + x] == 0) {
                for (int b = last < 0 ? 0 : (last + x + 1) / 2; b < x; b++) {
                    double d = (x - b) * step;
                    squared[base + b] = (float) (d * d);
                }
                last = x;
            } else if (last >= 0) {
                double d = (x - last) * step;
                squared[base + x] = (float) (d * d);
            }
        }
    }

    /** Along an axis of {@code n} points {@code stride} apart, for all x: the lower envelope of the parabolas on them. */
    private void columns(int base, int stride, int n, double step) {
        Envelope envelope = new Envelope(n, step);
        // Blocks of columns: a column alone would fetch a cache line a point.
        int block = Math.min(16, width);
        float[] values = new float[block * n];
        for (int x = 0; x < width; x += block) {
            int wide = Math.min(block, width - x);
            for (int q = 0; q < n; q++) {
                int at = base + q * stride + x;
                for (int c = 0; c < wide; c++) {
                    values[c * n + q] = squared[at + c];
                }
            }
            for (int c = 0; c < wide; c++) {
                envelope.lower(values, c * n);
            }
            for (int q = 0; q < n; q++) {
                int at = base + q * stride + x;
                for (int c = 0; c < wide; c++) {
                    squared[at + c] = values[c * n + q];
                }
            }
        }
    }
}
