package org.foldlink.measure.metrics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.foldlink.geometry.Vec3;

/**
 * The exact squared Euclidean distance of every point of a lattice to the nearest of some points, axis by axis: Felzenszwalb and
 * Huttenlocher, "Distance Transforms of Sampled Functions" (2012). The lattice is {@code x + width · (y + height · z)}.
 */
final class DistanceTransform {

    /** Below it the threads cost more than they bring. */
    private static final int PARALLEL_FROM = 1 << 16;

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
        Arrays.fill(t.squared, Float.POSITIVE_INFINITY);
        for (int at : to) {
            t.squared[at] = 0;
        }
        t.each(depth, t::planeOfXy);
        t.each(height, t::planeOfXz);
        return t.squared;
    }

    private void each(int n, IntConsumer plane) {
        IntStream planes = IntStream.range(0, n);
        (squared.length < PARALLEL_FROM ? planes : planes.parallel()).forEach(plane);
    }

    private void planeOfXy(int z) {
        int base = z * width * height;
        boolean any = false;
        for (int y = 0; y < height; y++) {
            any |= row(base + y * width);
        }
        if (any) {
            columns(base, width, height, spacing.y());
        }
    }

    private void planeOfXz(int y) {
        columns(y * width, width * height, depth, spacing.z());
    }

    /** Along x, where all points lie at distance 0 still: to the nearest on either side. */
    private boolean row(int base) {
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
        return last >= 0;
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

    /** The lower envelope of parabolas; one thread's. */
    private static final class Envelope {

        private final int n;
        private final double step;
        private final double oneOver2Step2;
        private final int[] vertex;
        private final double[] height;
        /** Where each parabola becomes the lowest, in steps. */
        private final double[] from;

        Envelope(int n, double step) {
            this.n = n;
            this.step = step;
            this.oneOver2Step2 = 1 / (2 * step * step);
            this.vertex = new int[n];
            this.height = new double[n];
            this.from = new double[n];
        }

        void lower(float[] f, int base) {
            int top = -1;
            for (int q = 0; q < n; q++) {
                double h = f[base + q];
                if (h == Double.POSITIVE_INFINITY) {
                    continue;
                }
                double start = Double.NEGATIVE_INFINITY;
                while (top >= 0) {
                    int v = vertex[top];
                    start = (h - height[top]) * oneOver2Step2 / (q - v) + (q + v) / 2.0;
                    if (start > from[top]) {
                        break;
                    }
                    top--;
                    start = Double.NEGATIVE_INFINITY;
                }
                top++;
                vertex[top] = q;
                height[top] = h;
                from[top] = start;
            }
            if (top < 0) {
                return;
            }
            int p = 0;
            for (int q = 0; q < n; q++) {
                while (p < top && from[p + 1] < q) {
                    p++;
                }
                double d = (q - vertex[p]) * step;
                f[base + q] = (float) (d * d + height[p]);
            }
        }
    }
}
