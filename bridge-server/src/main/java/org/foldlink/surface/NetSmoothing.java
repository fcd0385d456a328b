package org.foldlink.surface;

import java.util.BitSet;

/**
 * Smooths a net, all labels together: Taubin's pairs of a shrinking and a growing step, each node within its cell, and then what the
 * structures have lost or gained is given back ({@link VolumeKeeping}).
 */
final class NetSmoothing {

    private static final int PAIRS = 20;
    private static final float SHRINK = 0.5f;

    /** Taubin's pass band 1/0.5 - 1/0.513 = 0.05: what is as smooth as that is neither shrunk nor grown. */
    private static final float GROW = -0.513f;

    /** Of a structure's volume: less than the 1 % that is promised, since points are stored as 32-bit numbers. */
    private static final double ENOUGH = 0.008;

    private static final int HALVINGS = 3;

    /** Voxels along each axis, from a cell's centre to its faces. */
    static final float REACH = 0.5f;

    private NetSmoothing() {}

    static void smooth(SurfaceNet net) {
        double[] volumes = VolumeKeeping.volumes(net);
        net.raw = false;
        NetLinks links = new NetLinks(net);
        float[] shrunk = new float[net.offsets.length];
        for (int pair = 0; pair < PAIRS; pair++) {
            links.relax(SHRINK, net.offsets, shrunk);
            links.relax(GROW, shrunk, net.offsets);
        }
        VolumeKeeping.restore(net, volumes);
        settle(net, volumes);
    }

    /**
     * A structure of a few voxels among others may not find its volume within its cells. Its nodes are then drawn back half the way to the voxels' corners, and
     * what is still off stays unsmoothed: on the corners its volume is exact.
     */
    private static void settle(SurfaceNet net, double[] volumes) {
        BitSet off = VolumeKeeping.off(net, volumes, ENOUGH);
        for (int round = 0; !off.isEmpty(); round++) {
            boolean last = round >= HALVINGS;
            drawBack(net, off, last ? 0 : 0.5f);
            if (!last) {
                VolumeKeeping.restore(net, volumes);
            }
            off = VolumeKeeping.off(net, volumes, ENOUGH);
        }
    }

    private static void drawBack(SurfaceNet net, BitSet labels, float factor) {
        BitSet nodes = new BitSet(net.nodes());
        for (int q = 0; q < net.quads(); q++) {
            if (labels.get(net.labels[2 * q]) || labels.get(net.labels[2 * q + 1])) {
                for (int c = 4 * q; c < 4 * q + 4; c++) {
                    nodes.set(net.corners[c]);
                }
            }
        }
        nodes.stream().forEach(node -> {
            for (int n = 3 * node; n < 3 * node + 3; n++) {
                net.offsets[n] *= factor;
            }
        });
    }

    static float within(float offset) {
        return offset < -REACH ? -REACH : offset > REACH ? REACH : offset;
    }
}
