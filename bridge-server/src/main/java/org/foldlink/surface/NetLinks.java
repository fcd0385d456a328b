package org.foldlink.surface;

/**
 * Which nodes each node is linked to, laid out for pass after pass over all of them.
 *
 * <p>The mean of a node's linked nodes, less the node's own cell centre, is the mean of their offsets plus a shift that depends on the cells alone: it is kept here.
 */
final class NetLinks {

    private final SurfaceNet net;

    /** First link of each node, and the end of the last. */
    private final int[] first;

    private final int[] other;

    /** Voxels along i, j, k: the mean step to the cells of the linked nodes. */
    private final float[] shift;

    NetLinks(SurfaceNet net) {
        this.net = net;
        int nodes = net.nodes();
        this.first = new int[nodes + 1];
        for (int node = 0; node < nodes; node++) {
            first[node + 1] = Math.addExact(first[node], Integer.bitCount(net.flags[node] & 0x3F));
        }
        this.other = new int[first[nodes]];
        this.shift = new float[3 * nodes];
        net.forEachSlab(slab -> {
            int end = net.firstNode(slab + 1);
            for (int node = net.firstNode(slab); node < end; node++) {
                link(node);
            }
        });
    }

    private void link(int node) {
        int at = first[node];
        int count = first[node + 1] - at;
        for (int face = 0; face < 6; face++) {
            if ((net.flags[node] >> face & 1) != 0) {
                other[at++] = face < 2 ? node - 1 + 2 * face : net.links[face - 2][node];
                shift[3 * node + face / 2] += (2f * (face & 1) - 1) / count;
            }
        }
    }

    /** Moves each node by a factor of the way to the mean of its linked nodes, within its cell. */
    void relax(float factor, float[] from, float[] to) {
        net.forEachSlab(slab -> relax(net.firstNode(slab), net.firstNode(slab + 1), factor, from, to));
    }

    private void relax(int node, int end, float factor, float[] from, float[] to) {
        int link = first[node];
        float keep = 1 - factor;
        for (int n = node; n < end; n++) {
            int links = first[n + 1];
            float share = factor / (links - link);
            float i = 0;
            float j = 0;
            float k = 0;
            for (; link < links; link++) {
                int o = 3 * other[link];
                i += from[o];
                j += from[o + 1];
                k += from[o + 2];
            }
            int at = 3 * n;
            to[at] = NetSmoothing.within(keep * from[at] + i * share + factor * shift[at]);
            to[at + 1] = NetSmoothing.within(keep * from[at + 1] + j * share + factor * shift[at + 1]);
            to[at + 2] = NetSmoothing.within(keep * from[at + 2] + k * share + factor * shift[at + 2]);
        }
    }
}
