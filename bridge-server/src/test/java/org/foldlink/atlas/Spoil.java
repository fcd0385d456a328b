package org.foldlink.atlas;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.foldlink.geometry.Grid;
import org.foldlink.geometry.Vec3;
import org.foldlink.volume.Volume;
import org.foldlink.volume.VoxelType;

/** What makes a scan unlike the template. Each gives a new FLOAT32 volume. */
final class Spoil {

    private Spoil() {}

    /** A value from a voxel's place in RAS mm and its value. */
    interface Rule {
        double at(Vec3 ras, double value);
    }

    static Volume map(Volume v, Rule rule) {
        Grid g = v.grid();
        Volume out = Volume.allocate(g, VoxelType.FLOAT32);
        for (int k = 0; k < g.sizeK(); k++) {
            for (int j = 0; j < g.sizeJ(); j++) {
                for (int i = 0; i < g.sizeI(); i++) {
                    out.voxels().set(g.index(i, j, k), rule.at(g.indexToRas().apply(i, j, k), v.at(i, j, k)));
                }
            }
        }
        return out;
    }

    static Volume values(Volume v, DoubleUnaryOperator f) {
        return map(v, (p, value) -> f.applyAsDouble(value));
    }

    /** Normal, of a standard deviation. */
    static Volume noise(Volume v, double sd) {
        Random random = new Random(7);
        return map(v, (p, value) -> value + sd * random.nextGaussian());
    }

    /** Twice as bright at one end of the head as at the other. */
    static Volume bias(Volume v) {
        Vec3 centre = v.grid().centre();
        return map(
                v,
                (p, value) ->
                        value * Math.exp((p.minus(centre).y() + p.minus(centre).z()) / 260));
    }

    static Volume ball(Volume v, Vec3 centre, double radius, double value) {
        return map(v, (p, old) -> p.minus(centre).norm() < radius ? value : old);
    }

    /** UINT8, 1 in a ball. */
    static Volume mask(Grid g, Vec3 centre, double radius) {
        Volume out = Volume.allocate(g, VoxelType.UINT8);
        Volume ball = ball(Volume.allocate(g, VoxelType.UINT8), centre, radius, 1);
        for (long n = 0; n < g.count(); n++) {
            out.voxels().set(n, ball.voxels().get(n));
        }
        return out;
    }

    /** Around what is not 0: two voxels of fluid, three of bone, four of scalp, brighter than any brain, then air. */
    static Volume skull(Volume v, double brain) {
        Grid g = v.grid();
        Volume out = values(v, x -> x);
        boolean[] head = new boolean[Math.toIntExact(g.count())];
        for (int n = 0; n < head.length; n++) {
            head[n] = v.voxels().get(n) > 0.05 * brain;
        }
        double[] layers = {0.2, 0.2, 0.05, 0.05, 0.05, 1.6, 1.6, 1.4, 1.2};
        for (double layer : layers) {
            boolean[] next = head.clone();
            for (int n = 0; n < head.length; n++) {
                if (!head[n] && beside(head, n, g)) {
                    next[n] = true;
                    out.voxels().set(n, layer * brain);
                }
            }
            head = Arrays.copyOf(next, next.length);
        }
        return out;
    }

    private static boolean beside(boolean[] set, int n, Grid g) {
        int i = n % g.sizeI();
        int j = n / g.sizeI() % g.sizeJ();
        int k = n / g.sizeI() / g.sizeJ();
        int plane = g.sizeI() * g.sizeJ();
        return (i > 0 && set[n - 1])
                || (i < g.sizeI() - 1 && set[n + 1])
                || (j > 0 && set[n - g.sizeI()])
                || (j < g.sizeJ() - 1 && set[n + g.sizeI()])
                || (k > 0 && set[n - plane])
                || (k < g.sizeK() - 1 && set[n + plane]);
    }
}
