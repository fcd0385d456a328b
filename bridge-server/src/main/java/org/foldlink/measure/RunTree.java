package org.foldlink.measure;

import org.foldlink.components.RunSet;
import org.foldlink.geometry.Vec3;

/**
 * A structure's runs under a binary tree of boxes, for its exact distance to another: two parts are looked into only where their boxes lie
 * nearer than the nearest runs so far. Immutable.
 */
final class RunTree {

    /** Of node n the children are 2 n and 2 n + 1; the root is 1, the runs are the last {@code leaves}. */
    private final int leaves;

    /** Voxel indices of each node's box: low and high along i, j, k. */
    private final int[] box;

    private RunTree(int leaves, int[] box) {
        this.leaves = leaves;
        this.box = box;
    }

    /** @param runs at least one */
    static RunTree of(RunSet runs) {
        int n = runs.size();
        int[] box = new int[12 * n];
        for (int r = 0; r < n; r++) {
            int at = 6 * (n + r);
            box[at] = runs.first()[r];
            box[at + 1] = runs.last()[r];
            box[at + 2] = runs.j()[r];
            box[at + 3] = runs.j()[r];
            box[at + 4] = runs.k()[r];
            box[at + 5] = runs.k()[r];
        }
        for (int node = n - 1; node >= 1; node--) {
            for (int side = 0; side < 6; side++) {
                int a = box[12 * node + side];
                int b = box[12 * node + 6 + side];
                box[6 * node + side] = side % 2 == 0 ? Math.min(a, b) : Math.max(a, b);
            }
        }
        return new RunTree(n, box);
    }

    /** mm between the nearest points of the cells of the two: 0 where they touch, corners included. The grid's axes are orthogonal. */
    static double distance(RunTree a, RunTree b, Vec3 spacing) {
        Search search = new Search(a, b, spacing);
        search.look(1, 1, search.squared(1, 1));
        return Math.sqrt(search.best);
    }

    private static final class Search {

        private final RunTree a;
        private final RunTree b;
        private final double[] spacing;
        private double best = Double.POSITIVE_INFINITY;

        Search(RunTree a, RunTree b, Vec3 spacing) {
            this.a = a;
            this.b = b;
            this.spacing = new double[] {spacing.x(), spacing.y(), spacing.z()};
        }

        void look(int p, int q, double nearest) {
            if (nearest >= best) {
                return;
            }
            boolean leafA = p >= a.leaves;
            boolean leafB = q >= b.leaves;
            if (leafA && leafB) {
                best = nearest;
                return;
            }
            // The wider of the two is halved.
            if (!leafA && (leafB || extent(a, p) >= extent(b, q))) {
                double one = squared(2 * p, q);
                double two = squared(2 * p + 1, q);
                look(one <= two ? 2 * p : 2 * p + 1, q, Math.min(one, two));
                look(one <= two ? 2 * p + 1 : 2 * p, q, Math.max(one, two));
            } else {
                double one = squared(p, 2 * q);
                double two = squared(p, 2 * q + 1);
                look(p, one <= two ? 2 * q : 2 * q + 1, Math.min(one, two));
                look(p, one <= two ? 2 * q + 1 : 2 * q, Math.max(one, two));
            }
        }

        private double extent(RunTree tree, int node) {
            double sum = 0;
            for (int axis = 0; axis < 3; axis++) {
                int at = 6 * node + 2 * axis;
                sum += (tree.box[at + 1] - tree.box[at] + 1) * spacing[axis];
            }
            return sum;
        }

        double squared(int p, int q) {
            double sum = 0;
            for (int axis = 0; axis < 3; axis++) {
                int x = 6 * p + 2 * axis;
                int y = 6 * q + 2 * axis;
                // Between the faces: one voxel less than between the indices.
                int apart = Math.max(b.box[y] - a.box[x + 1], a.box[x] - b.box[y + 1]) - 1;
                if (apart > 0) {
                    double mm = apart * spacing[axis];
                    sum += mm * mm;
                }
            }
            return sum;
        }
    }
}
