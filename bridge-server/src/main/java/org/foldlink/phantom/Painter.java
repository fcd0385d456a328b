package org.foldlink.phantom;

import java.util.List;
import org.foldlink.geometry.Box;

/**
 * Finds tissue and label at points of the body frame. A voxel across a surface mixes both tissues by how far the surface lies from its centre.
 * Immutable; each thread paints with a {@link Brush} of its own.
 */
final class Painter {

    /** Beyond it the air and the table show alone, mm; wider than half of any edge. */
    private static final double SKIN_MARGIN = 12;

    private final Shape skin;
    private final Part[] parts;
    /** Six values a part, min x to max z, grown by the edge: flat, since every point is held against many. */
    private final double[] bounds;

    private final double edge;

    /** @param edge width of the zone in which two tissues mix, mm */
    Painter(Anatomy anatomy, double edge) {
        this.skin = anatomy.skin();
        List<Part> all = anatomy.parts();
        this.parts = all.toArray(Part[]::new);
        this.edge = edge;
        this.bounds = new double[6 * parts.length];
        for (int p = 0; p < parts.length; p++) {
            Box b = Shapes.grow(parts[p].bounds(), edge);
            double[] six = {
                b.min().x(),
                b.min().y(),
                b.min().z(),
                b.max().x(),
                b.max().y(),
                b.max().z()
            };
            System.arraycopy(six, 0, bounds, 6 * p, 6);
        }
    }

    Brush brush() {
        return new Brush();
    }

    /** One thread's workspace and its last result. */
    final class Brush {
        private final int[] near = new int[parts.length];
        private int nearCount;
        private final int[] hits = new int[parts.length];
        private final double[] distances = new double[parts.length];
        private double hu;
        private int label;

        double hu() {
            return hu;
        }

        int label() {
            return label;
        }

        /** From now on points lie within {@code reach} mm of (x, y, z). */
        void moveTo(double x, double y, double z, double reach) {
            nearCount = 0;
            for (int p = 0; p < parts.length; p++) {
                if (inside(6 * p, x, y, z, reach)) {
                    near[nearCount++] = p;
                }
            }
        }

        /** @param under HU where there is no body */
        void paint(double x, double y, double z, double under) {
            hu = under;
            label = 0;
            if (skin.distance(x, y, z) > SKIN_MARGIN) {
                return;
            }
            // From the top down to the first part that covers the point whole: what lies under that does not show.
            int hit = 0;
            for (int n = nearCount - 1; n >= 0; n--) {
                int p = near[n];
                if (!inside(6 * p, x, y, z, 0)) {
                    continue;
                }
                double d = parts[p].shape().distance(x, y, z);
                double cover = 0.5 - d / edge;
                if (cover <= 0) {
                    continue;
                }
                hits[hit] = p;
                distances[hit++] = d;
                if (d < 0 && label == 0) {
                    label = parts[p].label().value();
                }
                if (cover >= 1) {
                    break;
                }
            }
            for (int h = hit - 1; h >= 0; h--) {
                double d = distances[h];
                double own = parts[hits[h]].tissue().hu(x, y, z, -d);
                double cover = 0.5 - d / edge;
                hu = cover >= 1 ? own : hu + cover * (own - hu);
            }
        }

        private boolean inside(int at, double x, double y, double z, double reach) {
            return x >= bounds[at] - reach
                    && y >= bounds[at + 1] - reach
                    && z >= bounds[at + 2] - reach
                    && x <= bounds[at + 3] + reach
                    && y <= bounds[at + 4] + reach
                    && z <= bounds[at + 5] + reach;
        }
    }
}
