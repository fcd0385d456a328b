package org.foldlink.preprocess.monai;

import org.foldlink.geometry.Affine;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.preprocess.AxisMap;

/** nibabel's {@code io_orientation}, which MONAI's {@code Orientation} follows: the grid axis and direction that come nearest to each code. */
final class Orientation {

    private Orientation() {}

    /**
     * Array axes in the directions of {@code axes} ("RAS": axis 0 grows to the right, 1 to the front, 2 upwards); the grid's own i, j, k if it
     * is empty.
     */
    static AxisMap of(Grid grid, String axes) {
        int[] gridAxis = {0, 1, 2};
        boolean[] flip = new boolean[3];
        if (!axes.isEmpty()) {
            int[] world = worldAxes(grid.indexToRas());
            for (int a = 0; a < 3; a++) {
                char code = axes.charAt(a);
                int wanted = "RL".indexOf(code) >= 0 ? 0 : "AP".indexOf(code) >= 0 ? 1 : 2;
                for (int g = 0; g < 3; g++) {
                    if (world[g] == wanted) {
                        gridAxis[a] = g;
                        boolean positive = "RAS".indexOf(code) >= 0;
                        flip[a] = component(step(grid.indexToRas(), g), wanted) > 0 != positive;
                    }
                }
            }
        }
        return AxisMap.of(grid, gridAxis, flip);
    }

    /** The RAS axis that each grid axis runs along: the grid axis that is closest to any goes first, each takes the closest that is left. */
    private static int[] worldAxes(Affine m) {
        double[][] cosine = new double[3][3];
        double[] closest = new double[3];
        for (int g = 0; g < 3; g++) {
            Vec3 direction = step(m, g).unit();
            for (int w = 0; w < 3; w++) {
                cosine[g][w] = Math.abs(component(direction, w));
                closest[g] = Math.max(closest[g], cosine[g][w]);
            }
        }
        int[] world = {-1, -1, -1};
        boolean[] taken = new boolean[3];
        for (int round = 0; round < 3; round++) {
            int next = -1;
            for (int g = 0; g < 3; g++) {
                if (world[g] < 0 && (next < 0 || closest[g] > closest[next])) {
                    next = g;
                }
            }
            int best = -1;
            for (int w = 0; w < 3; w++) {
                if (!taken[w] && (best < 0 || cosine[next][w] > cosine[next][best])) {
                    best = w;
                }
            }
            world[next] = best;
            taken[best] = true;
        }
        return world;
    }

    static Vec3 step(Affine m, int g) {
        return g == 0 ? m.i() : g == 1 ? m.j() : m.k();
    }

    static double component(Vec3 v, int axis) {
        return axis == 0 ? v.x() : axis == 1 ? v.y() : v.z();
    }
}
