package org.foldlink.atlas.registration;

import java.util.Arrays;
import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Box;
import org.foldlink.geometry.Vec3;

/**
 * Where likeness is looked at: points of the template, at about one spacing, in the brain and {@link #MARGIN} mm around it: the brain's border counts, and a skull
 * beyond it does not matter.
 */
final class Points {

    private static final double MARGIN = 4;

    /** Fissures and ventricles narrower than twice this are part of the brain, though they are dark in the template. */
    private static final double CLOSING = 8;

    /** Share of the template's range above which a point is brain: the rest is the blur of its border. */
    static final float TISSUE = 0.1f;

    private final float[] at;
    private final float[] values;
    private final boolean[] brain;
    private final Vec3 centre;

    Points(float[] at, float[] values, boolean[] brain, Vec3 centre) {
        this.at = at;
        this.values = values;
        this.brain = brain;
        this.centre = centre;
    }

    /** x, y, z of each, RAS mm from the {@link #centre}. */
    float[] at() {
        return at;
    }

    /** The template's, 0 to 1. */
    float[] values() {
        return values;
    }

    /** Whether each lies in the brain, its fluid included. */
    boolean[] brain() {
        return brain;
    }

    /** The brain's, in the template's RAS mm. */
    Vec3 centre() {
        return centre;
    }

    int count() {
        return values.length;
    }

    /**
     * A lattice of points {@code mm} apart, each moved within its cell: on a lattice the likeness would favour whole cells.
     *
     * @param template normalised, at about {@code mm}
     * @param box around the brain
     * @param most points; a share of the lattice, drawn, if it has more
     */
    static Points of(Cells template, Box box, double mm, int most) {
        Probe probe = new Probe(template);
        Affine toIndex = probe.rasToIndex();
        int border = (int) Math.ceil(CLOSING / mm) + 1;
        Vec3 size = box.max().minus(box.min());
        int nx = (int) Math.ceil(size.x() / mm) + 2 * border;
        int ny = (int) Math.ceil(size.y() / mm) + 2 * border;
        int nz = (int) Math.ceil(size.z() / mm) + 2 * border;
        Vec3 first = box.min().minus(new Vec3(1, 1, 1).times(border * mm));
        float[] values = new float[nx * ny * nz];
        float[] at = new float[3 * values.length];
        boolean[] tissue = new boolean[values.length];
        for (int c = 0; c < values.length; c++) {
            double x = first.x() + mm * (c % nx + unit(3L * c));
            double y = first.y() + mm * (c / nx % ny + unit(3L * c + 1));
            int layer = c / nx / ny;
            double z = first.z() + mm * (layer + unit(3L * c + 2));
            Vec3 index = toIndex.apply(x, y, z);
            float v = probe.at((float) index.x(), (float) index.y(), (float) index.z());
            values[c] = Float.isNaN(v) ? 0 : v;
            tissue[c] = values[c] > TISSUE;
            at[3 * c] = (float) x;
            at[3 * c + 1] = (float) y;
            at[3 * c + 2] = (float) z;
        }
        double margin = Math.max(MARGIN, mm);
        int[] n = {nx, ny, nz};
        float[] fromTissue = distance(tissue, true, n, mm, CLOSING);
        boolean[] closed = new boolean[values.length];
        for (int c = 0; c < values.length; c++) {
            closed[c] = fromTissue[c] <= CLOSING;
        }
        float[] inside = distance(closed, false, n, mm, CLOSING);
        for (int c = 0; c < values.length; c++) {
            closed[c] = inside[c] > CLOSING;
        }
        return gather(at, values, distance(closed, true, n, mm, margin), margin, most);
    }

    private static Points gather(float[] at, float[] values, float[] outside, double margin, int most) {
        int all = 0;
        int inBrain = 0;
        double[] sum = new double[3];
        for (int c = 0; c < values.length; c++) {
            all += outside[c] <= margin ? 1 : 0;
            if (outside[c] <= 0) {
                inBrain++;
                for (int a = 0; a < 3; a++) {
                    sum[a] += at[3 * c + a];
                }
            }
        }
        Vec3 centre = new Vec3(sum[0], sum[1], sum[2]).times(1.0 / Math.max(1, inBrain));
        double share = Math.min(1, (double) most / Math.max(1, all));
        float[] keptAt = new float[3 * all];
        float[] keptValues = new float[all];
        boolean[] keptBrain = new boolean[all];
        int n = 0;
        for (int c = 0; c < values.length; c++) {
            if (outside[c] <= margin && unit(-1L - c) < share) {
                keptAt[3 * n] = (float) (at[3 * c] - centre.x());
                keptAt[3 * n + 1] = (float) (at[3 * c + 1] - centre.y());
                keptAt[3 * n + 2] = (float) (at[3 * c + 2] - centre.z());
                keptValues[n] = values[c];
                keptBrain[n] = outside[c] <= 0;
                n++;
            }
        }
        return new Points(
                Arrays.copyOf(keptAt, 3 * n), Arrays.copyOf(keptValues, n), Arrays.copyOf(keptBrain, n), centre);
    }

    /** Distance in mm of every lattice point to the nearest whose {@code set} is {@code value}; beyond {@code reach} a little more than that. */
    private static float[] distance(boolean[] set, boolean value, int[] n, double mm, double reach) {
        float far = (float) ((reach + mm) * (reach + mm));
        float[] squared = new float[set.length];
        for (int c = 0; c < set.length; c++) {
            squared[c] = set[c] == value ? 0 : far;
        }
        int steps = (int) Math.ceil(reach / mm);
        int stride = 1;
        for (int axis = 0; axis < 3; axis++) {
            float[] next = squared.clone();
            for (int c = 0; c < next.length; c++) {
                int x = c / stride % n[axis];
                for (int o = -Math.min(steps, x); o <= Math.min(steps, n[axis] - 1 - x); o++) {
                    next[c] = Math.min(next[c], squared[c + o * stride] + (float) (o * o * mm * mm));
                }
            }
            squared = next;
            stride *= n[axis];
        }
        for (int c = 0; c < squared.length; c++) {
            squared[c] = (float) Math.sqrt(squared[c]);
        }
        return squared;
    }

    /** A number in [0, 1) that is the same on every machine (SplitMix64's mixing). */
    private static double unit(long n) {
        long z = (n + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }
}
