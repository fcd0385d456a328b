package org.foldlink.surface;

import org.foldlink.geometry.Vec3;

/** A quad of a net, in voxels. For one thread; {@link #at} chooses which quad it is. */
final class Quad {

    private final SurfaceNet net;
    private final double[] corners = new double[12];
    private final double mm2I;
    private final double mm2J;
    private final double mm2K;
    private int turn;

    /** Area vector towards the quad's far side, in index space; likewise {@link #areaJ} and {@link #areaK}. */
    double areaI;

    double areaJ;
    double areaK;

    /** What it adds to the volume on its near side and takes from that on its far side. */
    double volume;

    Quad(SurfaceNet net) {
        this.net = net;
        Vec3 spacing = net.grid().spacing();
        this.mm2I = spacing.x() * spacing.x();
        this.mm2J = spacing.y() * spacing.y();
        this.mm2K = spacing.z() * spacing.z();
    }

    /**
     * The corner that the first triangle begins with: the quad is cut from there to the opposite one, the shorter way, the same for both of its
     * labels.
     */
    int turn() {
        return turn;
    }

    void at(int quad) {
        for (int c = 0; c < 4; c++) {
            int node = net.corners[4 * quad + c];
            corners[3 * c] = net.i(node);
            corners[3 * c + 1] = net.j(node);
            corners[3 * c + 2] = net.k(node);
        }
        // As good as equal is equal, whatever the last bits say.
        turn = length2(0, 6) <= length2(3, 9) * (1 + 1e-6) ? 0 : 1;
    }

    void measure(int quad) {
        at(quad);
        double[] p = corners;
        int a = 3 * turn;
        int b = a + 3;
        int c = a + 6;
        int d = turn == 0 ? 9 : 0;
        double cx = p[c] - p[a];
        double cy = p[c + 1] - p[a + 1];
        double cz = p[c + 2] - p[a + 2];
        double ex = p[d] - p[b];
        double ey = p[d + 1] - p[b + 1];
        double ez = p[d + 2] - p[b + 2];
        areaI = (cy * ez - cz * ey) / 2;
        areaJ = (cz * ex - cx * ez) / 2;
        areaK = (cx * ey - cy * ex) / 2;
        // Both triangles have corner a, so its position times their area vectors is all of the flux of the position.
        volume = (p[a] * areaI + p[a + 1] * areaJ + p[a + 2] * areaK) / 3;
    }

    double area() {
        return Math.sqrt(areaI * areaI + areaJ * areaJ + areaK * areaK);
    }

    private double length2(int a, int b) {
        double i = corners[a] - corners[b];
        double j = corners[a + 1] - corners[b + 1];
        double k = corners[a + 2] - corners[b + 2];
        return i * i * mm2I + j * j * mm2J + k * k * mm2K;
    }
}
