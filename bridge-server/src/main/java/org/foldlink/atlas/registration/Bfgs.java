package org.foldlink.atlas.registration;

/** Minimises a smooth function by Broyden, Fletcher, Goldfarb and Shanno's method with backtracking. */
final class Bfgs {

    private static final double ARMIJO = 1e-4;
    private static final int HALVINGS = 8;

    private Bfgs() {}

    /** A function of some numbers. */
    interface Objective {
        /** @param gradient out */
        double at(double[] p, double[] gradient);
    }

    /**
     * Moves {@code p} to where the function is less, until a step is shorter than {@code shortest} or {@code rounds} are over.
     *
     * @param longest length of the first step, and of any step, in the parameters' unit
     * @return the function there
     */
    static double minimise(Objective f, double[] p, double longest, double shortest, int rounds) {
        int n = p.length;
        double[][] h = new double[n][n];
        double[] g = new double[n];
        double value = f.at(p, g);
        scaleTo(h, longest / Math.max(norm(g), 1e-12));
        boolean fresh = true;
        double[] next = new double[n];
        double[] nextG = new double[n];
        for (int round = 0; round < rounds; round++) {
            double[] d = times(h, g, -1);
            double slope = dot(d, g);
            if (!(slope < 0)) {
                if (fresh) {
                    return value;
                }
                scaleTo(h, longest / Math.max(norm(g), 1e-12));
                fresh = true;
                continue;
            }
            double t = Math.min(1, longest / norm(d));
            double found = Double.NaN;
            int halvings = 0;
            for (; halvings < HALVINGS; halvings++, t /= 2) {
                for (int i = 0; i < n; i++) {
                    next[i] = p[i] + t * d[i];
                }
                found = f.at(next, nextG);
                if (found <= value + ARMIJO * t * slope) {
                    break;
                }
            }
            if (halvings == HALVINGS) {
                if (fresh) {
                    return value;
                }
                scaleTo(h, longest / 4 / Math.max(norm(g), 1e-12));
                fresh = true;
                continue;
            }
            double[] s = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                s[i] = next[i] - p[i];
                y[i] = nextG[i] - g[i];
            }
            double sy = dot(s, y);
            if (sy > 1e-12 * norm(s) * norm(y)) {
                if (fresh) {
                    scaleTo(h, sy / dot(y, y));
                    fresh = false;
                }
                update(h, s, y, sy);
            }
            System.arraycopy(next, 0, p, 0, n);
            System.arraycopy(nextG, 0, g, 0, n);
            value = found;
            if (norm(s) < shortest) {
                return value;
            }
        }
        return value;
    }

    private static void update(double[][] h, double[] s, double[] y, double sy) {
        double[] hy = times(h, y, 1);
        double factor = (1 + dot(y, hy) / sy) / sy;
        for (int i = 0; i < s.length; i++) {
            for (int j = 0; j < s.length; j++) {
                h[i][j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
            }
        }
    }

    private static void scaleTo(double[][] h, double scale) {
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < h.length; j++) {
                h[i][j] = i == j ? scale : 0;
            }
        }
    }

    private static double[] times(double[][] h, double[] v, double sign) {
        double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            out[i] = sign * dot(h[i], v);
        }
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }
}
