package org.foldlink.atlas;

import org.foldlink.components.RunSet;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;

/**
 * Voxels under a binary tree of boxes, for the exact distance of points to the nearest of their cells (half a spacing to each side of the
 * centre). The grid's axes are orthogonal. Not thread-safe.
 */
final class CellTree {

    /** Of node n the children are 2 n and 2 n + 1; the root is 1, the runs are the last {@code leaves}. */
    private final int leaves;

    /** Of each node: low and high along i, j, k, in mm along the grid's axes from voxel (0, 0, 0)'s centre. */
    private final double[] box;

    private final Vec3 spacing;

    private double x;
    private double y;
    private double z;
    private double best;

    /** @param runs at least one */
    CellTree(RunSet runs, Grid grid) {
        this.spacing = grid.spacing();
        this.leaves = runs.size();
        this.box = new double[12 * leaves];
        for (int r = 0; r < leaves; r++) {
            int at = 6 * (leaves + r);
            box[at] = (runs.first()[r] - 0.5) * spacing.x();
            box[at + 1] = (runs.last()[r] + 0.5) * spacing.x();
            box[at + 2] = (runs.j()[r] - 0.5) * spacing.y();
            box[at + 3] = (runs.j()[r] + 0.5) * spacing.y();
            box[at + 4] = (runs.k()[r] - 0.5) * spacing.z();
            box[at + 5] = (runs.k()[r] + 0.5) * spacing.z();
        }
        for (int node = leaves - 1; node >= 1; node--) {
            for (int side = 0; side < 6; side++) {
                double a = box[12 * node + side];
                double b = box[12 * node + 6 + side];
                box[6 * node + side] = side % 2 == 0 ? Math.min(a, b) : Math.max(a, b);
            }
        }
    }

    /**
     * Squared distance in mm² of a point, given in continuous voxel indices, to the nearest cell, 0 inside one; {@code bound} where it is
     * not less than that.
     */
    double squared(double i, double j, double k, double bound) {
        x = i * spacing.x();
        y = j * spacing.y();
        z = k * spacing.z();
        best = bound;
        look(1, squared(1));
        return best;
    }

    private void look(int node, double nearest) {
        if (nearest >= best) {
            return;
        }
        if (node >= leaves) {
            best = nearest;
            return;
        }
        double one = squared(2 * node);
        double two = squared(2 * node + 1);
        look(one <= two ? 2 * node : 2 * node + 1, Math.min(one, two));
        look(one <= two ? 2 * node + 1 : 2 * node, Math.max(one, two));
    }

    private double squared(int node) {
        int at = 6 * node;
        double dx = Math.max(0, Math.max(box[at] - x, x - box[at + 1]));
        double dy = Math.max(0, Math.max(box[at + 2] - y, y - box[at + 3]));
        double dz = Math.max(0, Math.max(box[at + 4] - z, z - box[at + 5]));
        return dx * dx + dy * dy + dz * dz;
    }
}
