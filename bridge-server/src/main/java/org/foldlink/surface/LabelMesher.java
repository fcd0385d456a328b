package org.foldlink.surface;

import java.util.Arrays;

/** Takes the meshes of single labels out of a net. For one thread; the net is only read. */
final class LabelMesher {

    /** The edge of a quad's corner's cell that the quad lies across, on its axis: see {@link CellCurves}. */
    private static final int[] EDGE_OF_CORNER = {3, 2, 0, 1};

    private final SurfaceNet net;
    private final LabelField field;
    private final Quad quad;
    private final boolean mirrored;

    /** The point at each node that has one of the label at hand, else -1. */
    private final int[] pointOf;

    private final int[] corner = new int[4];
    private int[] nodeOf = new int[1024];
    private int points;

    LabelMesher(SurfaceNet net, LabelField field) {
        this.net = net;
        this.field = field;
        this.quad = new Quad(net);
        this.mirrored = net.grid().indexToRas().determinant() < 0;
        this.pointOf = new int[net.nodes()];
        Arrays.fill(pointOf, CellLayer.NONE);
    }

    /** @param quads numbers of all quads with the label on one side */
    Mesh mesh(int label, int[] quads) {
        points = 0;
        Sheets sheets = new Sheets(net, field, label);
        int[] triangles = new int[Math.multiplyExact(6, quads.length)];
        int[] later = new int[16];
        int count = 0;
        for (int n = 0; n < quads.length; n++) {
            if (!sheets.add(quads[n])) {
                put(label, quads[n], sheets, triangles, 6 * n);
            } else {
                later = count < later.length ? later : Arrays.copyOf(later, 2 * count);
                later[count++] = n;
            }
        }
        sheets.settle(); // the points of intricate cells depend on all of these cells
        for (int n = 0; n < count; n++) {
            put(label, quads[later[n]], sheets, triangles, 6 * later[n]);
        }
        float[] coordinates = coordinates();
        for (int p = 0; p < points; p++) {
            pointOf[nodeOf[p]] = CellLayer.NONE;
        }
        return Mesh.of(coordinates, triangles);
    }

    private void put(int label, int q, Sheets sheets, int[] triangles, int at) {
        for (int c = 0; c < 4; c++) {
            corner[c] = point(net.corners[4 * q + c], 4 * net.axis[q] + EDGE_OF_CORNER[c], sheets);
        }
        if (!net.raw) {
            quad.at(q);
        }
        cut(corner, quad.turn(), (net.labels[2 * q] == label) != mirrored, triangles, at);
    }

    private static void cut(int[] corner, int turn, boolean outwards, int[] triangles, int at) {
        int a = corner[turn];
        int b = corner[turn + 1];
        int c = corner[turn + 2];
        int d = corner[(turn + 3) % 4];
        triangles[at] = a;
        triangles[at + 1] = outwards ? b : c;
        triangles[at + 2] = outwards ? c : b;
        triangles[at + 3] = a;
        triangles[at + 4] = outwards ? c : d;
        triangles[at + 5] = outwards ? d : c;
    }

    private int point(int node, int edge, Sheets sheets) {
        if ((net.flags[node] & CellLayer.INTRICATE) != 0) {
            return sheets.point(node, edge, this::make);
        }
        int point = pointOf[node];
        return point == CellLayer.NONE ? make(node, 1) : point;
    }

    private int make(int node, int count) {
        if (points + count > nodeOf.length) {
            nodeOf = Arrays.copyOf(nodeOf, Math.max(points + count, nodeOf.length + (nodeOf.length >> 1)));
        }
        int first = points;
        Arrays.fill(nodeOf, points, points + count, node);
        points += count;
        pointOf[node] = first;
        return first;
    }

    /** RAS mm: the same numbers for every label that has the node. */
    private float[] coordinates() {
        double[] m = net.grid().indexToRas().rows();
        float[] coordinates = new float[Math.multiplyExact(3, points)];
        for (int p = 0; p < points; p++) {
            int node = nodeOf[p];
            double i = net.i(node);
            double j = net.j(node);
            double k = net.k(node);
            coordinates[3 * p] = (float) (m[0] * i + m[1] * j + m[2] * k + m[3]);
            coordinates[3 * p + 1] = (float) (m[4] * i + m[5] * j + m[6] * k + m[7]);
            coordinates[3 * p + 2] = (float) (m[8] * i + m[9] * j + m[10] * k + m[11]);
        }
        return coordinates;
    }
}
