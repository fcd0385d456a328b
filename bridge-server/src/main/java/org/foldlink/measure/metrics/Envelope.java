package org.foldlink.measure.metrics;

/**
 * The lower envelope of parabolas along a line of points, one parabola over each: the least of their heights plus the squared distance. Not
 * thread-safe.
 */
final class Envelope {

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

    /** Replaces the {@code n} heights from {@code base} on, mm², infinite where there is no parabola, by the envelope at each point. */
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
