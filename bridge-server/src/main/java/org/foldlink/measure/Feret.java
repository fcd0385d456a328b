package org.foldlink.measure;

import java.util.List;

/**
 * The greatest distance between two points of a structure, over the corners of its cells, exact. Its slices' hulls have all the corners
 * that matter; pairs of slices that cannot hold a longer distance are left out.
 */
final class Feret {

    private final List<Outline> outlines;
    private final double across;

    /** How far each hull reaches from the middle of all, mm. */
    private final double[] reach;

    private double best;

    private Feret(List<Outline> outlines, double across) {
        this.outlines = outlines;
        this.across = across;
        this.reach = new double[outlines.size()];
    }

    /**
     * mm.
     *
     * @param outlines at least one
     * @param across spacing from slice to slice, mm
     */
    static double of(List<Outline> outlines, double across) {
        return new Feret(outlines, across).longest();
    }

    private double longest() {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (Outline o : outlines) {
            for (int p = 0; p < o.hull().corners(); p++) {
                low[0] = Math.min(low[0], o.hull().u(p));
                low[1] = Math.min(low[1], o.hull().v(p));
                high[0] = Math.max(high[0], o.hull().u(p));
                high[1] = Math.max(high[1], o.hull().v(p));
            }
        }
        double u = (low[0] + high[0]) / 2;
        double v = (low[1] + high[1]) / 2;
        for (int s = 0; s < reach.length; s++) {
            Hull hull = outlines.get(s).hull();
            for (int p = 0; p < hull.corners(); p++) {
                reach[s] = Math.max(reach[s], Math.hypot(hull.u(p) - u, hull.v(p) - v));
            }
        }
        int n = outlines.size();
        walk();
        for (int s = 0; s < n; s++) {
            for (int t = n - 1; t >= s; t--) {
                double most = reach[s] + reach[t];
                double height = height(s, t);
                // A hair above, so that no rounding leaves out the longest.
                if ((most * most + height * height) * (1 + 1e-12) > best) {
                    pairs(s, t);
                }
            }
        }
        return Math.sqrt(best);
    }

    /** From corner to farthest corner, a few times: near the longest, mostly. */
    private void walk() {
        int slice = 0;
        int corner = 0;
        for (int step = 0; step < 4; step++) {
            double farthest = -1;
            int nextSlice = 0;
            int nextCorner = 0;
            Hull from = outlines.get(slice).hull();
            for (int t = 0; t < outlines.size(); t++) {
                Hull to = outlines.get(t).hull();
                for (int q = 0; q < to.corners(); q++) {
                    double d = squared(from, corner, to, q, height(Math.min(slice, t), Math.max(slice, t)));
                    if (d > farthest) {
                        farthest = d;
                        nextSlice = t;
                        nextCorner = q;
                    }
                }
            }
            best = Math.max(best, farthest);
            slice = nextSlice;
            corner = nextCorner;
        }
    }

    private void pairs(int s, int t) {
        Hull a = outlines.get(s).hull();
        Hull b = outlines.get(t).hull();
        double height = height(s, t);
        for (int p = 0; p < a.corners(); p++) {
            for (int q = 0; q < b.corners(); q++) {
                best = Math.max(best, squared(a, p, b, q, height));
            }
        }
    }

    /** From the lower face of the lower slice to the upper face of the higher. */
    private double height(int s, int t) {
        return (outlines.get(t).slice() - outlines.get(s).slice() + 1) * across;
    }

    private static double squared(Hull a, int p, Hull b, int q, double height) {
        double du = a.u(p) - b.u(q);
        double dv = a.v(p) - b.v(q);
        return du * du + dv * dv + height * height;
    }
}
