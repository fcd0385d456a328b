package org.foldlink.render;

import java.util.Arrays;

/** The nearest of one surface at each pixel of a screen: x to the right, y down, depth growing towards the viewer. Not thread-safe. */
final class Layer {

    final int rgb;
    /** Negative infinity where there is none. */
    final float[] depth;

    final float[] shade;
    final float[] alpha;
    private final int width;
    private final int height;

    Layer(int width, int height, int rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
        this.depth = new float[width * height];
        this.shade = new float[width * height];
        this.alpha = new float[width * height];
        Arrays.fill(depth, Float.NEGATIVE_INFINITY);
    }

    /** Drawn if it faces the viewer: counter-clockwise with y up. Shade and alpha run evenly between its corners. */
    void triangle(float[] x, float[] y, float[] z, float[] shades, float[] alphas, int a, int b, int c) {
        double doubled = ((double) x[b] - x[a]) * (y[a] - y[c]) - ((double) x[c] - x[a]) * (y[a] - y[b]);
        if (!(doubled > 0)) {
            return;
        }
        int x0 = (int) Math.max(0, Math.ceil(Math.min(x[a], Math.min(x[b], x[c])) - 0.5));
        int x1 = (int) Math.min(width - 1, Math.floor(Math.max(x[a], Math.max(x[b], x[c])) - 0.5));
        int y0 = (int) Math.max(0, Math.ceil(Math.min(y[a], Math.min(y[b], y[c])) - 0.5));
        int y1 = (int) Math.min(height - 1, Math.floor(Math.max(y[a], Math.max(y[b], y[c])) - 0.5));
        for (int py = y0; py <= y1; py++) {
            for (int px = x0; px <= x1; px++) {
                double u = px + 0.5;
                double v = py + 0.5;
                double wa = ((x[c] - x[b]) * (y[b] - v) - (u - x[b]) * (y[b] - y[c])) / doubled;
                double wb = ((x[a] - x[c]) * (y[c] - v) - (u - x[c]) * (y[c] - y[a])) / doubled;
                double wc = 1 - wa - wb;
                if (wa < -1e-6 || wb < -1e-6 || wc < -1e-6) {
                    continue;
                }
                int at = px + width * py;
                float near = (float) (wa * z[a] + wb * z[b] + wc * z[c]);
                if (near > depth[at]) {
                    depth[at] = near;
                    shade[at] = (float) (wa * shades[a] + wb * shades[b] + wc * shades[c]);
                    alpha[at] = (float) (wa * alphas[a] + wb * alphas[b] + wc * alphas[c]);
                }
            }
        }
    }
}
